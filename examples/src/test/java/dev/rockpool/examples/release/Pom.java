package dev.rockpool.examples.release;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** A pom.xml as it is written, without what Maven adds to it. */
record Pom(Path file, Document document) {

    static final Path ROOT = Path.of("..");

    /** The pom in a folder, seen from the root of the repository. */
    static Pom of(String folder) throws Exception {
        Path file = ROOT.resolve(folder).resolve("pom.xml");
        return new Pom(
                file, DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()));
    }

    static Pom parent() throws Exception {
        return of("");
    }

    /** The modules of the build that are published, by their folders. */
    static List<String> published() throws Exception {
        List<String> published = new ArrayList<>();
        for (String module : parent().all("/project/modules/module")) {
            if (!of(module).isNeverPublished()) {
                published.add(module);
            }
        }
        return published;
    }

    boolean isNeverPublished() {
        return text("/project/properties/maven.deploy.skip").equals("true");
    }

    boolean hasParent() {
        return !text("/project/parent/artifactId").isEmpty();
    }

    /** The text at an XPath, blank if there is nothing; a value such as ${name} is looked up among the properties. */
    String text(String path) {
        try {
            String text = XPathFactory.newInstance()
                    .newXPath()
                    .evaluate(path, document)
                    .strip();
            return text.startsWith("${") && !text.startsWith("${project.")
                    ? text("/project/properties/" + text.substring(2, text.length() - 1))
                    : text;
        } catch (XPathExpressionException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    /** The texts of all elements at an XPath. */
    List<String> all(String path) {
        try {
            NodeList nodes =
                    (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < nodes.getLength(); i++) {
                texts.add(nodes.item(i).getTextContent().strip());
            }
            return texts;
        } catch (XPathExpressionException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    /** The version of a plugin or dependency, wherever it stands first. */
    String versionOf(String artifact) {
        return text("//*[self::plugin or self::dependency][artifactId = '" + artifact + "'][version]/version");
    }

    /** Every artifact that the pom gives a version of its own, other than Rockpool's. */
    List<String> pinned() {
        return all("//*[self::plugin or self::dependency][version and groupId != 'dev.rockpool']/artifactId");
    }

    /** A file of the repository. */
    static String read(String file) throws Exception {
        return Files.readString(ROOT.resolve(file));
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
