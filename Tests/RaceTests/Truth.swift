import Freshen
import PostgresClient

/// The site as a visitor sees it: every page with a hash of what it shows.
///
/// Written by hand from the model, as the site's own queries would be; nothing here comes from freshen.
struct Truth {
    /// By path; a path that is not here answers 404.
    let pages: [String: String]

    /// Renders every page in the snapshot that `connection`'s transaction has, by a clock that shows `now`.
    init(_ connection: Connection, now: Instant) throws {
        var pages: [String: String] = [:]
        for row in try connection.query(Self.everyPage, [now.description]) {
            pages[row[0] ?? ""] = row[1] ?? ""
        }
        self.pages = pages
    }

    /// The pages that differ, those included that are only here or only there.
    static func differences(_ pages: [String: String], from other: [String: String]) -> Set<String> {
        Set(pages.keys).union(other.keys).filter { pages[$0] != other[$0] }
    }

    private static let everyPage = """
        WITH clock AS (SELECT $1::timestamptz AS now),
        event AS (
          SELECT e.*, v.name AS venue_name, v.slug AS venue_slug FROM clock, events AS e LEFT JOIN venues AS v ON v.id = e.venue
          WHERE e.status = 'published' AND e.published_at <= now AND (e.expires_at IS NULL OR e.expires_at > now)),
        byline AS (SELECT id, name, slug FROM authors WHERE status = 'published'),
        article AS (
          SELECT a.*, b.name AS author_name FROM clock, articles AS a LEFT JOIN byline AS b ON b.id = a.author
          WHERE a.status = 'published' AND a.published_at <= now AND (a.expires_at IS NULL OR a.expires_at > now)),
        topic AS (
          SELECT j.id AS place, j.articles_id, t.* FROM articles_topics AS j JOIN topics AS t ON t.id = j.topics_id),
        block AS (
          SELECT p.pages_id, p.sort, p.id, coalesce(t.content, q.quote || ' by ' || coalesce(b.name, '?')) AS content
          FROM pages_blocks AS p
          LEFT JOIN block_text AS t ON p.collection = 'block_text' AND p.item = t.id::text
          LEFT JOIN block_quote AS q ON p.collection = 'block_quote' AND p.item = q.id::text
          LEFT JOIN byline AS b ON b.id = q.author),
        shown(path, content) AS (
          SELECT '/events/' || slug, concat_ws('|', title, body, venue_name) FROM event
          UNION ALL SELECT '/cards/' || id, concat_ws('|', title, venue_name) FROM event
          UNION ALL SELECT '/venues/' || venue_slug, concat_ws('|', venue_name, id, title) FROM event WHERE venue_slug <> ''
          UNION ALL SELECT '/agenda/' || slug, concat_ws('|', name,
            (SELECT string_agg(id || title, ',' ORDER BY id) FROM event WHERE venue = v.id)) FROM venues AS v
          UNION ALL SELECT '/articles/' || slug, concat_ws('|', title, body, author_name,
            (SELECT string_agg(name, ',' ORDER BY place) FROM topic WHERE articles_id = a.id),
            (SELECT string_agg(language || '/' || t.slug, ',' ORDER BY t.id)
             FROM articles_translations AS t WHERE articles_id = a.id)) FROM article AS a
          UNION ALL SELECT '/authors/' || slug, name FROM byline
          UNION ALL SELECT '/authors/' || b.slug, concat_ws('|', a.id, title)
            FROM article AS a JOIN byline AS b ON b.id = a.author
          UNION ALL SELECT '/topics/' || slug, name FROM topics
          UNION ALL SELECT '/topics/' || t.slug, concat_ws('|', a.id, title)
            FROM article AS a JOIN topic AS t ON t.articles_id = a.id
          UNION ALL SELECT '/' || language || '/' || t.slug, concat_ws('|', t.title, author_name)
            FROM article AS a JOIN articles_translations AS t ON t.articles_id = a.id
          UNION ALL SELECT '/sitemap.xml', slug FROM article
          UNION ALL SELECT '/pages/' || permalink, concat_ws('|', title,
            (SELECT string_agg(content, ',' ORDER BY sort, id) FROM block WHERE pages_id = p.id)) FROM pages AS p)
        SELECT path, md5(string_agg(content, chr(10) ORDER BY content)) FROM shown GROUP BY path
        """
}
