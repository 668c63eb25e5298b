plugins {
    application
}

repositories {
    mavenLocal() // where `./rockpool install` puts Rockpool, until its first release
    mavenCentral()
}

dependencies {
    implementation("dev.rockpool:rockpool:0.1.0-SNAPSHOT")
    testImplementation("dev.rockpool:rockpool-testkit:0.1.0-SNAPSHOT")
    testImplementation("org.junit.jupiter:junit-jupiter:6.1.3")
    testRuntimeOnly("org.junit.platform:junit-platform-launcher:6.1.3")
}

java {
    toolchain {
        languageVersion = JavaLanguageVersion.of(17)
    }
}

application {
    mainClass = "com.example.Main"
}

tasks.test {
    useJUnitPlatform()
}
