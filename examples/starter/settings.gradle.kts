rootProject.name = "rockpool-starter"
