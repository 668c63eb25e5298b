package dev.rockpool.examples.readme;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A parser of XML: expensive to make (it looks for its implementation), not thread-safe, and can be used again. */
public final class Parser {

    private final DocumentBuilder builder;

    /**
     * Makes a parser.
     *
     * @throws ParserConfigurationException if the platform has none that refuses document types
     */
    public Parser() throws ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null);
    }

    /**
     * Parses a text.
     *
     * @param text the text
     * @return the document
     * @throws SAXException if the text is not well-formed
     */
    public Document parse(String text) throws SAXException {
        try {
            return builder.parse(new InputSource(new StringReader(text)));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /** Forgets all that was set since the parser was made. */
    public void reset() {
        builder.reset();
    }
}
