import Freshen
import Glibc
import PostgresClient
import TestSupport
import Testing

extension CrashTests {
    private func status(_ site: Site, _ options: String...) throws -> (status: Int32, output: String, log: String) {
        let ending = try site.start(["status"] + options).finish()
        return (ending.status, ending.output, ending.log)
    }

    @Test func `status lists what is owed, fails when that is older than --max-age, and sends no request`() throws {
        let site = try fixture.site()
        try site.receivers.fail(site.receivers.pods[0], "notfound")
        #expect(try site.run().status == 75)
        let posts = try site.received().posts
        let url = site.receivers.url(of: 0)
        let patient = try status(site)
        #expect(patient.status == 0 && patient.log.isEmpty, "\(patient)")
        #expect(patient.output.contains(#""name":"\#(url)","offset":0,"owed":"#))
        let reason = #""error":"\#(url): no endpoint, \#(url)/api/revalidate answers 404"#
        #expect(patient.output.contains(reason), "\(patient.output)")
        let strict = try status(site, "--max-age", "0s")
        #expect(strict.status == 75 && strict.log.hasPrefix("freshen: the last look was "), "\(strict)")
        #expect(strict.log.contains(" has been owed something for ") && strict.log.filter { $0 == "\n" }.count == 1)
        #expect(strict.output.contains(#""exit":75"#))
        let people = try site.start(["status"], format: "text").finish()
        #expect(people.status == 0 && people.output.contains("up to date") && people.output.contains(url))
        #expect(try site.received().posts == posts)
        #expect(try site.run().status == 0)
        #expect(try status(site).output.contains(#""owed":0"#))
    }

    @Test func `a run with nothing to do is not stored`() throws {
        let site = try fixture.site()
        #expect(try site.run().status == 0)
        let before = try site.value("SELECT count(*) FROM freshen.run")
        #expect(try site.run().outcome == "nothing")
        #expect(try site.value("SELECT count(*) FROM freshen.run") == before)
        #expect(try site.value("SELECT command || ' ' || outcome FROM freshen.run ORDER BY id DESC") == "run done")
    }

    @Test func `a run that failed to look is stored with the reason`() throws {
        let site = try fixture.site()
        try site.cms.execute("ALTER TABLE articles RENAME COLUMN slug TO address")
        let failed = try site.run()
        #expect(failed.status == 78)
        let people = try site.start(["status"], format: "text").finish()
        let reason = try #require(failed.log.split(separator: "\n").last).dropFirst("freshen: ".count)
        #expect(people.output.contains("exit 78") && people.output.contains(reason), "\(people) \(reason)")
        try site.cms.execute("ALTER TABLE articles RENAME COLUMN address TO slug")
    }

    @Test func `status before any run is exit 75 and needs no right to the CMS's tables`() throws {
        let site = try fixture.bareSite()
        #expect(try site.run(["migrate"]).status == 0)
        try site.cms.execute("REVOKE SELECT ON articles FROM \(Site.role)")
        let ending = try status(site)
        #expect(ending.status == 75)
        #expect(ending.log == "freshen: there was no look yet: is `freshen run` scheduled?\n")
    }
}
