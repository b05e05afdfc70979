package import Freshen
package import HTTPClient

/// What `freshen doctor` says about pods: whether they take the token, what they say of themselves, which pages they keep.
package struct PodCheck {
    private let pods: any PodNotifying
    private let http: any HTTPSending

    /// `pods` sends greetings, `http` asks for pages.
    package init(pods: any PodNotifying, http: any HTTPSending) {
        self.pods = pods
        self.http = http
    }

    /// A finding for each pod of a web entry, by a greeting, which revalidates nothing.
    package func findings(_ web: WebRule, _ listed: [Pod]) -> [Finding] {
        let answers = pods.greet(listed.map { PodRequest(pod: $0, web: web, stale: []) })
        return zip(listed, answers).map { pod, answer in finding(pod, answer, web.token) }
    }

    private func finding(_ pod: Pod, _ answer: PodAnswer, _ token: Secret) -> Finding {
        switch answer.outcome {
        case .failed(let failure, let detail):
            let text = "\(failure.rawValue): \(detail)"
            guard pod.isReady else { return .warning("pod", pod.label, "not ready, and " + text) }
            return .failed("pod", pod.label, Failure(failure == .refused ? .refused : .tryAgain, text))
        case .done:
            let said = [
                answer.nextVersion.map { "Next.js " + $0 }, answer.incarnation?.buildId.map { "build " + $0 },
                answer.incarnation?.freshSince.map { "fresh since " + $0 },
            ].compactMap { $0 }
            let all = (["takes the token"] + said).joined(separator: ", ") + (pod.isReady ? "" : ", not ready")
            let text = all.printable(hiding: token)
            if let warning = answer.clockWarning { return .warning("pod", pod.label, text + "; " + warning) }
            guard answer.incarnation?.freshSince != nil else {
                return .warning(
                    "pod", pod.label,
                    text + "; it does not say freshSince, so each new pod is sent everything: add the readiness route")
            }
            return .ok("pod", pod.label, text)
        }
    }

    /// Whether a pod keeps each of these pages; the rest is left out once the pod does not answer.
    package func findings(paths: [String], _ pod: Pod, of web: WebRule) -> [Finding] {
        var findings: [Finding] = []
        for path in paths {
            let (found, hasAnswered) = finding(path: path, pod, of: web)
            findings.append(found)
            if !hasAnswered { break }
        }
        return findings
    }

    /// Whether a pod keeps a page, so that revalidating it has a meaning.
    ///
    /// Next.js names the state of its cache in `x-nextjs-cache`; a page that it keeps has `s-maxage` in `Cache-Control`.
    private func finding(path: String, _ pod: Pod, of web: WebRule) -> (Finding, hasAnswered: Bool) {
        let url = pod.url + base(of: web) + (web.trailingSlash ? TrailingSlash.with : .without).spellings(of: path)[0]
        var request = HTTPRequest(method: "GET", url: url, timeout: web.timeout, usesProxy: false)
        request.largestBody = 16 << 20
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try http.send(request)
        } catch {
            return (.warning("page", path, "\(pod.label) does not answer: \(error.message)"), false)
        }
        return (finding(path, pod, response, web), true)
    }

    private func finding(_ path: String, _ pod: Pod, _ response: HTTPResponse, _ web: WebRule) -> Finding {
        let control = (response.header("Cache-Control") ?? "").printable(hiding: web.token)
        let isKept = response.header("x-nextjs-cache") != nil || control.contains("s-maxage")
        switch response.status {
        case 200..<300 where isKept: return .ok("page", path, "\(pod.label) keeps it")
        case 200..<300:
            return .warning(
                "page", path,
                "\(pod.label) renders it for each request (Cache-Control: \(control.isEmpty ? "none" : control)): there is nothing "
                    + "to revalidate; searchParams, cookies() and headers() make a page dynamic")
        case 300..<400:
            return .warning("page", path, "\(pod.label) redirects it: name the address that visitors ask for")
        default: return .warning("page", path, "\(pod.label) answers \(response.status): is the route's path right?")
        }
    }

    /// The basePath of the application, which its endpoint begins with.
    private func base(of web: WebRule) -> String {
        let standard = "/api/revalidate"
        let endpoint = web.endpoint.hasSuffix("/") ? String(web.endpoint.dropLast()) : web.endpoint
        return endpoint.hasSuffix(standard) ? String(endpoint.dropLast(standard.count)) : ""
    }
}
