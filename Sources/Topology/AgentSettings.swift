/// What the containers of a DaemonSet run and are told, for DaemonSets alone: by it the network of a node is known.
package struct AgentSettings: Hashable, Sendable {
  /// The images of the containers, in their order.
  package let images: [String]
  /// The commands and arguments of all containers.
  package let arguments: [String]
  /// The variables of all containers; the first of a name counts, and what comes from elsewhere is empty.
  package let environment: [String: String]

  /// Longer texts are left out: no setting that is read is so long.
  private static let limit = 512
  /// Parts of the names of variables whose values are nobody's business.
  private static let secrets = [
    "PASSWORD", "PASSWD", "SECRET", "TOKEN", "CREDENTIAL", "PRIVATE_KEY",
  ]

  package init(
    images: [String] = [], arguments: [String] = [], variables: [(name: String, value: String)] = []
  ) {
    self.images = images
    self.arguments = arguments.filter { $0.utf8.count <= Self.limit && !Self.isSecret($0) }
    environment = Dictionary(
      variables.filter { $0.value.utf8.count <= Self.limit }.map { name, value in
        (name, Self.isSecret(name) ? "" : value)
      }, uniquingKeysWith: { first, _ in first })
  }

  private static func isSecret(_ name: String) -> Bool {
    let upper = name.uppercased()
    return secrets.contains { upper.contains($0) }
  }

  /// The value of an argument that is written `--name=value` or `--name value`; nil without it.
  package func argument(_ name: String) -> String? {
    for (index, word) in arguments.enumerated() {
      if word == name { return arguments.dropFirst(index + 1).first }
      if word.hasPrefix("\(name)=") { return String(word.dropFirst(name.count + 1)) }
    }
    return nil
  }
}
