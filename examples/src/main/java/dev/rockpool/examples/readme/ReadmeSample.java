package dev.rockpool.examples.readme;

import dev.rockpool.Pool;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** The sample of the README, line by line. */
public final class ReadmeSample {

    private ReadmeSample() {}

    /**
     * Parses a text with a pooled parser.
     *
     * @param text the text
     * @return the document
     * @throws SAXException if the text is not well-formed
     * @throws InterruptedException if the thread is interrupted while it waits for a parser
     */
    public static Document parse(String text) throws SAXException, InterruptedException {
        // @start region="readme"
        Pool<Parser> parsers = Pool.builder(Parser::new) // any class; it needs no special interface
                .maxSize(10) // a hard bound on live objects
                .onReset(Parser::reset) // runs when an object comes back, before anyone else sees it
                .build();

        Document document = parsers.use(parser -> parser.parse(text)); // acquire, work, give back

        System.out.println(parsers.stats().hitRate());
        // @end
        parsers.close();
        return document;
    }
}
