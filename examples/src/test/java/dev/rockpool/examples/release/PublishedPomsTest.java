package dev.rockpool.examples.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A release is refused by Maven Central if one of these is wrong, and that is noticed last of all. */
class PublishedPomsTest {

    private static final List<String> OWN = List.of("name", "description", "artifactId");

    private static final List<String> OWN_OR_INHERITED = List.of(
            "url",
            "inceptionYear",
            "organization/name",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/id",
            "developers/developer/name",
            "developers/developer/organization",
            "developers/developer/organizationUrl",
            "scm/connection",
            "scm/developerConnection",
            "scm/url",
            "issueManagement/url",
            "ciManagement/url");

    static List<Pom> published() throws Exception {
        List<Pom> poms = new ArrayList<>(List.of(Pom.parent()));
        for (String module : Pom.published()) {
            poms.add(Pom.of(module));
        }
        return poms;
    }

    @ParameterizedTest
    @MethodSource("published")
    void aPublishedPomHasAllThatMavenCentralAsksFor(Pom pom) throws Exception {
        for (String element : OWN) {
            assertThat(pom.text("/project/" + element))
                    .as("%s of %s", element, pom)
                    .isNotBlank();
        }
        Pom from = pom.hasParent() ? Pom.parent() : pom;
        for (String element : OWN_OR_INHERITED) {
            assertThat(from.text("/project/" + element))
                    .as("%s of %s", element, pom)
                    .isNotBlank();
        }
    }

    @Test
    void theListOfVersionsHasNoParentAndTellsTheSameAsTheOthers() throws Exception {
        Pom bom = Pom.of("bom");
        assertThat(bom.hasParent()).isFalse();
        for (String element : OWN_OR_INHERITED) {
            assertThat(bom.text("/project/" + element))
                    .as(element)
                    .isEqualTo(Pom.parent().text("/project/" + element));
        }
        assertThat(bom.pinned()).contains("maven-gpg-plugin", "central-publishing-maven-plugin");
        for (String plugin : bom.pinned()) {
            assertThat(bom.versionOf(plugin)).as(plugin).isEqualTo(Pom.parent().versionOf(plugin));
        }
    }

    @Test
    void theListOfVersionsNamesEveryPublishedJar() throws Exception {
        List<String> jars = new ArrayList<>();
        for (String module : Pom.published()) {
            Pom pom = Pom.of(module);
            if (!pom.text("/project/packaging").equals("pom")) {
                jars.add(pom.text("/project/artifactId"));
            }
        }
        assertThat(Pom.of("bom").all("/project/dependencyManagement//artifactId"))
                .containsExactlyInAnyOrderElementsOf(jars);
    }

    @Test
    void addressesAreInheritedAsTheyAre() throws Exception {
        // By default Maven appends a module's name to each, and the pages that come of it do not exist.
        for (String attribute : List.of(
                "/project/@child.project.url.inherit.append.path",
                "/project/scm/@child.scm.connection.inherit.append.path",
                "/project/scm/@child.scm.developerConnection.inherit.append.path",
                "/project/scm/@child.scm.url.inherit.append.path")) {
            assertThat(Pom.parent().text(attribute)).as(attribute).isEqualTo("false");
        }
    }

    @Test
    void publishedModulesHaveSourcesAndJavadocAndTheOthersAreLeftOut() throws Exception {
        for (String module : Pom.parent().all("/project/modules/module")) {
            Pom pom = Pom.of(module);
            if (pom.isNeverPublished()) {
                assertThat(pom.text("/project/properties/maven.install.skip"))
                        .as("maven.install.skip of %s", pom)
                        .isEqualTo("true");
            } else if (!pom.text("/project/packaging").equals("pom")) {
                assertThat(pom.all("/project/build/plugins/plugin/artifactId"))
                        .as("plugins of %s", pom)
                        .contains("maven-source-plugin", "maven-javadoc-plugin");
            }
        }
    }

    @Test
    void whatIsInstalledIsWhatIsPublished() throws Exception {
        Matcher list = Pattern.compile("(?m)^published=\\((.*)\\)$").matcher(Pom.read("rockpool"));
        assertThat(list.find()).isTrue();
        assertThat(list.group(1).split(" ")).containsExactlyInAnyOrderElementsOf(Pom.published());
    }

    @Test
    void allModulesHaveTheSameVersion() throws Exception {
        String version = Pom.parent().text("/project/version");
        for (String module : Pom.parent().all("/project/modules/module")) {
            Pom pom = Pom.of(module);
            assertThat(pom.text(pom.hasParent() ? "/project/parent/version" : "/project/version"))
                    .as("version of %s", pom)
                    .isEqualTo(version);
        }
    }
}
