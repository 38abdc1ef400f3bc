import Foundation
import Topology

/// The kubeconfig files, merged as kubectl merges them: the first file to name something wins.
package struct Kubeconfig: Hashable, Sendable {
  /// A named part and the folder of its file, to which its paths are relative.
  struct Entry: Hashable, Sendable {
    var value: JSONValue
    var folder: String
  }

  /// The files that were read, for messages.
  package private(set) var files: [String] = []
  /// The context that is used unless another is named; empty when none is set.
  package private(set) var currentContext = ""
  private var contexts: [String: Entry] = [:]
  private var clusters: [String: Entry] = [:]
  private var users: [String: Entry] = [:]

  /// The names of all contexts, sorted.
  package var contextNames: [String] { contexts.keys.sorted() }

  /// Reads the files that apply: the named one, those of `KUBECONFIG`, or `~/.kube/config`.
  ///
  /// Files of `KUBECONFIG` that do not exist are passed over, as kubectl does.
  package init(
    path: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(KubeconfigError) {
    if let path {
      try merge(path, isOptional: false)
    } else if let list = environment["KUBECONFIG"], !list.isEmpty {
      for file in list.split(separator: ":") { try merge(String(file), isOptional: true) }
    } else {
      let home = environment["HOME"] ?? NSHomeDirectory()
      try merge("\(home)/.kube/config", isOptional: true)
    }
  }

  private mutating func merge(_ path: String, isOptional: Bool) throws(KubeconfigError) {
    guard FileManager.default.fileExists(atPath: path) else {
      guard !isOptional else { return }
      throw KubeconfigError(
        place: path, what: "there is no such kubeconfig", mend: "check --kubeconfig",
        isInvalidFile: false)
    }
    let text: String
    do throws(ManifestProblem) {
      text = try ManifestFiles(limit: 8 << 20, standardInput: { [] }).text(of: path)
    } catch {
      throw KubeconfigError(place: path, what: error.what, mend: error.mend)
    }
    let stream = YAMLStream(text)
    if let fault = stream.faults.first {
      throw KubeconfigError(place: "\(path):\(fault.line)", what: fault.what, mend: fault.mend)
    }
    guard let document = stream.entries.first?.value else { return }
    let folder = (path as NSString).deletingLastPathComponent
    files.append(path)
    if currentContext.isEmpty { currentContext = document["current-context"].string ?? "" }
    Self.add(document["contexts"], "context", folder, to: &contexts)
    Self.add(document["clusters"], "cluster", folder, to: &clusters)
    Self.add(document["users"], "user", folder, to: &users)
  }

  private static func add(
    _ list: JSONValue, _ member: String, _ folder: String, to entries: inout [String: Entry]
  ) {
    for item in list.array {
      guard let name = item["name"].string ?? item["name"].integer.map(String.init),
        entries[name] == nil
      else { continue }
      entries[name] = Entry(value: item[member], folder: folder)
    }
  }
}

extension Kubeconfig {
  /// How the cluster of a context (nil: the current one) is reached.
  package func access(context name: String? = nil) throws(KubeconfigError) -> ClusterAccess {
    let place = files.joined(separator: ":")
    guard !contexts.isEmpty else {
      throw KubeconfigError(
        place: "", what: "there is no kubeconfig with a context",
        mend: "set KUBECONFIG or --kubeconfig, or read manifests with -f", isInvalidFile: false)
    }
    let wanted = name ?? currentContext
    guard let context = contexts[wanted] else {
      throw KubeconfigError(
        place: place,
        what: wanted.isEmpty ? "no current context is set" : "there is no context `\(wanted)`",
        mend: "choose one of \(contextNames.prefix(8).joined(separator: ", "))",
        isInvalidFile: false)
    }
    let clusterName = context.value["cluster"].string ?? ""
    guard let cluster = clusters[clusterName], let server = cluster.value["server"].string else {
      throw KubeconfigError(
        place: place, what: "the context `\(wanted)` has no cluster with a server",
        mend: "add the cluster `\(clusterName)`")
    }
    var access = ClusterAccess(
      context: wanted, server: server.hasSuffix("/") ? String(server.dropLast()) : server,
      namespace: context.value["namespace"].string ?? "default")
    access.authorities = try Self.bytes("certificate-authority", of: cluster)
    access.serverName = cluster.value["tls-server-name"].string
    access.isInsecure = cluster.value["insecure-skip-tls-verify"].bool ?? false
    access.proxy = cluster.value["proxy-url"].string
    access.user = context.value["user"].string ?? ""
    if let user = users[access.user] {
      access.credentials = try Self.credentials(user, cluster: cluster, place: place)
      access.impersonation = Self.impersonation(user.value)
    }
    return access
  }

  private static func impersonation(_ user: JSONValue) -> ClusterAccess.Impersonation? {
    guard let name = user["as"].string, !name.isEmpty else { return nil }
    return ClusterAccess.Impersonation(
      user: name, uid: user["as-uid"].string ?? "",
      groups: user["as-groups"].array.compactMap(\.string),
      extra: user["as-user-extra"].object.mapValues { $0.array.compactMap(\.string) })
  }

  private static func credentials(
    _ user: Entry, cluster: Entry, place: String
  ) throws(KubeconfigError) -> ClusterAccess.Credentials {
    if let chain = try bytes("client-certificate", of: user),
      let key = try bytes("client-key", of: user)
    {
      return .certificate(chain: chain, key: key)
    }
    if let file = user.value["tokenFile"].string {
      return .tokenFile(resolved(file, in: user.folder))
    }
    if let token = user.value["token"].string, !token.isEmpty { return .token(token) }
    if let name = user.value["username"].string {
      return .password(user: name, password: user.value["password"].string ?? "")
    }
    if user.value["exec"].isObject { return try plugin(user, cluster: cluster, place: place) }
    guard !user.value["auth-provider"].isObject else {
      throw KubeconfigError(
        place: place,
        what: "the user signs in with an auth-provider, which kubectl dropped in 1.26",
        mend: "use a credential plugin (exec), a token or a client certificate",
        isInvalidFile: false)
    }
    return .anonymous
  }

  /// The bytes of `name-data`, or of the file that `name` says.
  static func bytes(_ name: String, of entry: Entry) throws(KubeconfigError) -> [UInt8]? {
    if let text = entry.value["\(name)-data"].string, !text.isEmpty {
      guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters) else {
        throw KubeconfigError(
          place: entry.folder, what: "\(name)-data is not base64", mend: "copy it again whole")
      }
      return Array(data)
    }
    guard let file = entry.value[name].string, !file.isEmpty else { return nil }
    let path = resolved(file, in: entry.folder)
    guard let data = FileManager.default.contents(atPath: path) else {
      throw KubeconfigError(
        place: path, what: "the \(name) cannot be read", mend: "check the path and its permissions")
    }
    return Array(data)
  }

  private static func resolved(_ path: String, in folder: String) -> String {
    path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)"
  }
}
