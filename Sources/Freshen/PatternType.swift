/// What a Next.js route pattern revalidates: the pages of the route alone, or everything below its layout.
package enum PatternType: String, Sendable, Hashable, CaseIterable {
    case page, layout
}
