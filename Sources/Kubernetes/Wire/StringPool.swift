import Topology

/// Gives equal strings, label maps and lists of ports one storage, since a cluster says the same few things over and over.
///
/// One pool serves one kind; it is never shared between tasks.
struct StringPool: Sendable {
  private var strings: Set<String> = []
  private var maps: Set<[String: String]> = []
  private var portLists: Set<[Pod.ContainerPort]> = []

  /// How many different strings and maps are kept before the pool starts anew.
  private static let limit = 200_000

  /// The same string, in the storage of the first that was equal.
  mutating func string(_ text: String) -> String {
    // Up to fifteen bytes live in the value itself.
    guard text.utf8.count > 15 else { return text }
    if strings.count >= Self.limit { strings = [] }
    return strings.insert(text).memberAfterInsert
  }

  /// The same map, in the storage of the first that was equal.
  mutating func map(_ map: [String: String]) -> [String: String] {
    guard !map.isEmpty else { return [:] }
    if maps.count >= Self.limit { maps = [] }
    let (isNew, kept) = maps.insert(map)
    guard isNew else { return kept }
    let pooled = Dictionary(
      uniqueKeysWithValues: map.map { (string($0.key), string($0.value)) })
    maps.update(with: pooled)
    return pooled
  }

  /// The same list, in the storage of the first that was equal.
  mutating func ports(_ list: [Pod.ContainerPort]) -> [Pod.ContainerPort] {
    guard !list.isEmpty else { return [] }
    if portLists.count >= Self.limit { portLists = [] }
    return portLists.insert(list).memberAfterInsert
  }
}
