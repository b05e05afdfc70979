/// One step through a document, with the place where it begins.
struct Event {
    let position: Position
    var kind: Kind
    /// The name of an anchor in front of the value.
    var anchor: String?
    /// A tag in front of the value, resolved: `!!str` is `tag:yaml.org,2002:str`.
    var tag: String?

    enum Kind {
        case streamStart, streamEnd
        case documentStart, documentEnd
        case alias(String)
        case scalar(String, plain: Bool)
        case sequenceStart, sequenceEnd
        case mappingStart, mappingEnd
    }
}
