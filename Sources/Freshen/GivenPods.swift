/// Pods that freshen.yaml names one by one.
package struct GivenPods: PodFinding {
    package init() {}

    package func pods(of web: WebRule) -> [Pod] {
        web.urls.map { url in
            Pod(target: Target(kind: .pod, web: web.name, name: url), url: url, label: url, isReady: true)
        }
    }
}
