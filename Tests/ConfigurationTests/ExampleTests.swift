import Configuration
import Freshen
import Testing

@Suite(.timeLimit(.minutes(10))) struct ExampleTests {
    static let example = """
        collections:
          articles:
            visible:
              _and:
                - { status: { _eq: published } }
                - { published_at: { _lte: $NOW } }
            publish_at: { field: starts_at, zone: Europe/Berlin }
            expire_at: expires_at
            zone: UTC
            shows: [author, hero_image]
            ignore: [view_count]
            routes:
              - /articles/{slug}
              - "/{translations.languages_code}/articles/{translations.slug}"
              - { path: "/articles/[slug]", type: page }
              - { path: /articles, type: layout }
              - { path: /sitemap.xml, fields: [slug, author.name] }
              - { path: "/news/{slug}", next: "/articles/{slug}" }
              - { pages_of: landing, fields: [title] }
              - { everything: true }
            tags: ["article:{id}"]
          landing:
        web:
          - name: storefront
            pods: { urls: ["http://10.0.0.1:3000/", "https://pod-2.test"] }
            endpoint: /shop/api/revalidate
            token: { env: REVALIDATE_TOKEN }
            timeout: 1500ms
            settle: 7s
            passes: 4
            deadline: 1m
            everything: [{ path: /, type: layout }, /feed, { path: /old }]
          - name: blog
            pods: { urls: ["http://10.0.0.3:3000"] }
            token: { file: /run/token }
        cloudfront:
          - distribution: E2BX1E7RR7IV8R
            variants: ["{path}", "/shop{path}?*"]
            after: [storefront]
          - distribution: E3
        margin: 2s
        flood: 100

        """

    @Test func `a collection is read as it is written`() throws {
        let site = try site(Self.example)
        #expect(site.collections.map(\.name.value) == ["articles", "landing"])
        let articles = site.collections[0]
        #expect(articles.name.place == Place(file: "freshen.yaml", line: 2, column: 3))
        #expect(
            articles.visible.outline
                == "((status _eq published & published_at _lte now+0.0second)"
                + " & starts_at[Europe/Berlin] _lte now+0.0second"
                + " & (expires_at _gt now+0.0second | expires_at _null true))")
        #expect(articles.zone == Placed("UTC", at: Place(file: "freshen.yaml", line: 9, column: 11)))
        #expect(articles.shows.map(\.value) == [["author"], ["hero_image"]])
        #expect(articles.shows[1].place == Place(file: "freshen.yaml", line: 10, column: 21))
        #expect(articles.ignore.map(\.value) == ["view_count"])
    }

    @Test func `routes are read as they are written`() throws {
        let routes = try site(Self.example).collections[0].routes
        #expect(
            routes.map(\.pages.outline) == [
                "path /articles/{slug}", "path /{translations.languages_code}/articles/{translations.slug}",
                "page /articles/[slug]", "layout /articles", "path /sitemap.xml",
                "path /news/{slug} -> /articles/{slug}",
                "pages of landing ()", "everything", "tag article:{id}",
            ])
        #expect(
            routes.map { $0.fields?.map(\.value) } == [
                nil, nil, nil, nil, [["slug"], ["author", "name"]], nil, [["title"]], nil, nil,
            ])
        #expect(routes.map(\.place.line) == [13, 14, 15, 16, 17, 18, 19, 20, 21])
        #expect(routes.map(\.place.column) == [9, 9, 17, 17, 17, 17, 21, 9, 12])
    }

    @Test func `webs and distributions are read as they are written`() throws {
        let site = try site(Self.example)
        let shop = site.webs[0]
        #expect(shop.name == "storefront" && shop.place.line == 24)
        #expect(shop.pods == .urls(["http://10.0.0.1:3000", "https://pod-2.test"]) && shop.min == 1)
        #expect(shop.endpoint == "/shop/api/revalidate" && shop.token.reveal == token)
        #expect(
            shop.timeout == .milliseconds(1500) && shop.settle == .seconds(7) && shop.passes == 4
                && shop.deadline == .seconds(60))
        #expect(shop.everything == [.pattern("/", .layout), .path("/feed"), .path("/old")])
        #expect(site.webs[1].token.reveal == token)
        #expect(site.distributions.map(\.id) == ["E2BX1E7RR7IV8R", "E3"])
        #expect(site.distributions[0].variants == ["{path}", "/shop{path}?*"])
        #expect(site.distributions[0].after == ["storefront"])
        #expect(site.margin == .seconds(2) && site.flood == 100)
    }

    @Test(arguments: [
        (
            "{ namespace: web, selector: \"app=shop,tier in (a,b)\", port: http }", 1,
            PodSource.selector(namespace: "web", selector: "app=shop,tier in (a,b)", port: .name("http"), api: nil)
        ),
        (
            "{ selector: app=shop, port: \"3000\", api: \"http://127.0.0.1:8001/\", min: 0 }", 0,
            .selector(namespace: nil, selector: "app=shop", port: .number(3000), api: "http://127.0.0.1:8001")
        ),
        (
            "{ service: shop, port: 3000, min: 3 }", 3,
            .service(namespace: nil, name: "shop", port: .number(3000), api: nil)
        ),
        (
            "{ namespace: web, service: shop, port: http-2, api: https://api.test }", 1,
            .service(namespace: "web", name: "shop", port: .name("http-2"), api: "https://api.test")
        ),
        (
            "{ dns: shop.web.svc.cluster.local., port: 65535 }", 1,
            .dns(name: "shop.web.svc.cluster.local.", port: 65535)
        ),
        ("{ urls: [http://a], min: 0 }", 0, .urls(["http://a"])),
    ])
    func `pods are listed where the file says`(pods: String, min: Int, source: PodSource) throws {
        let web = try site(web("", pods: pods)).webs[0]
        #expect(web.pods == source && web.min == min)
    }

    @Test func `missing keys have their defaults`() throws {
        let site = try site(web("") + "cloudfront: [{ distribution: E1 }, { alias: '*.Example.com' }]\n")
        let web = site.webs[0]
        #expect(web.name == "web" && web.min == 1 && web.endpoint == "/api/revalidate")
        #expect(
            web.timeout == .seconds(5) && web.settle == .seconds(5) && web.passes == 3 && web.deadline == .seconds(35))
        #expect(web.patience == .seconds(60))
        #expect(web.everything == [.pattern("/", .layout)])
        #expect(site.distributions.map(\.id) == ["E1", "*.example.com"])
        #expect(site.distributions[0].variants == ["{path}"] && site.distributions[0].after == nil)
        #expect(site.margin == .seconds(1) && site.flood == 5000)
        let bare = try Configuration.readSite(Array("collections: { a: , b: {} }".utf8), file: "f", secrets: secrets)
        #expect(bare.webs.isEmpty && bare.distributions.isEmpty)
        for collection in bare.collections {
            #expect(collection.visible.outline == "()" && collection.routes.isEmpty && collection.zone == nil)
            #expect(collection.shows.isEmpty && collection.ignore.isEmpty)
        }
    }
}
