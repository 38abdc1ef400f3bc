import Foundation
import Routing
import Topology

/// Reads manifests as `kubectl apply -f` does: files, folders and standard input.
///
/// What cannot be used becomes one line each; everything else is read all the same.
package struct ManifestReader: Sendable {
  private let files: ManifestFiles
  private let namespace: String

  /// A reader; objects without a namespace get `namespace`.
  package init(
    namespace: String = "default", limit: Int = 16 << 20,
    standardInput: (@Sendable () throws -> [UInt8])? = nil
  ) {
    self.namespace = namespace
    files = ManifestFiles(
      limit: limit,
      standardInput: standardInput ?? {
        try ManifestFiles.read(.standardInput, atMost: limit + 1)
      })
  }

  /// One entry of one file.
  private struct Draft: Sendable {
    var entry: YAMLStream.Entry
    var file: String
  }

  /// What one file holds.
  private struct Content: Sendable {
    var drafts: [Draft] = []
    var problems: [ManifestProblem] = []
  }

  /// Everything behind the paths; `-` is standard input.
  package func read(_ paths: [String]) -> ManifestSet {
    finish(sources(paths).map(content))
  }

  /// Everything behind the paths as `read` gives it, several files at a time.
  package func readAtOnce(_ paths: [String]) async -> ManifestSet {
    let sources = sources(paths)
    let contents = await withTaskGroup(of: (Int, Content).self) { group in
      for (index, source) in sources.enumerated() {
        group.addTask { (index, content(source)) }
      }
      var contents = [Content](repeating: Content(), count: sources.count)
      for await (index, content) in group { contents[index] = content }
      return contents
    }
    return finish(contents)
  }

  /// The documents of a text, as if they stood in a file of that name.
  package func read(text: String, file: String) -> ManifestSet {
    finish([content(text, file: file)])
  }

  /// The files behind the paths, each once, and in their place what is wrong with a path.
  private func sources(_ paths: [String]) -> [Result<String, ManifestProblem>] {
    var seen: Set<String> = []
    var sources: [Result<String, ManifestProblem>] = []
    for path in paths {
      do throws(ManifestProblem) {
        sources += try files.files(at: path)
          .filter { seen.insert(Self.identity($0)).inserted }.map { .success($0) }
      } catch {
        sources.append(.failure(error))
      }
    }
    return sources
  }

  private static func identity(_ file: String) -> String {
    file == "-" ? file : (file as NSString).resolvingSymlinksInPath
  }

  private func content(_ source: Result<String, ManifestProblem>) -> Content {
    do throws(ManifestProblem) {
      let file = try source.get()
      return content(try files.text(of: file), file: ManifestFiles.display(file))
    } catch {
      return Content(problems: [error])
    }
  }

  private func content(_ text: String, file: String) -> Content {
    let stream = YAMLStream(text)
    var content = Content(drafts: stream.entries.map { Draft(entry: $0, file: file) })
    content.problems = stream.faults.map {
      ManifestProblem(file: file, line: $0.line, what: $0.what, mend: $0.mend)
    }
    if stream.entries.isEmpty, stream.faults.isEmpty {
      content.problems.append(
        ManifestProblem(
          file: file, what: "it is empty: there is no object in it",
          mend: "write a manifest, or leave the file out"))
    }
    return content
  }

  private func finish(_ contents: [Content]) -> ManifestSet {
    let drafts = contents.flatMap(\.drafts)
    var set = ManifestSet()
    set.problems = contents.flatMap(\.problems)
    var kinds = ManifestKinds()
    for draft in drafts
    where draft.entry.value["kind"].string == ResourceKind.customResourceDefinition.kind {
      kinds.define(by: draft.entry.value)
    }
    var first: [ObjectReference: Manifest.Source] = [:]
    for draft in drafts {
      do throws(ManifestProblem) {
        let manifest = try manifest(draft, kinds, &set.problems)
        var key = manifest.reference
        key.kind = "\(manifest.kind.group)/\(manifest.kind.kind)"
        if let earlier = first[key] {
          throw ManifestProblem(
            file: draft.file, line: draft.entry.line,
            what: "\(manifest.kind.kind) \(manifest.name) stands already in \(earlier)",
            mend: "the first is used: remove one of them")
        }
        first[key] = manifest.source
        set.manifests.append(manifest)
      } catch {
        set.problems.append(error)
      }
    }
    return set
  }

  /// Checks one object; further faults of it than the first are added to the problems.
  private func manifest(
    _ draft: Draft, _ kinds: ManifestKinds, _ problems: inout [ManifestProblem]
  ) throws(ManifestProblem) -> Manifest {
    let entry = draft.entry
    func problem(_ what: String, _ mend: String) -> ManifestProblem {
      ManifestProblem(file: draft.file, line: entry.line, what: what, mend: mend)
    }
    guard entry.value.isObject else {
      throw problem("it is no object but \(Self.shape(entry.value))", "begin with `apiVersion:`")
    }
    guard let apiVersion = entry.value["apiVersion"].string, !apiVersion.isEmpty else {
      throw problem("the object has no apiVersion", "add `apiVersion:`, such as v1")
    }
    guard let kindName = entry.value["kind"].string, !kindName.isEmpty else {
      throw problem("the object has no kind", "add `kind:`, such as Service")
    }
    guard entry.value["metadata"]["name"].string?.isEmpty == false else {
      let isMissing = entry.value["metadata"]["name"].isNull
      throw problem(
        isMissing ? "the \(kindName) has no name" : "the name of the \(kindName) is no text",
        isMissing ? "add `metadata.name`" : "put quotes around it")
    }
    let known = kinds.kind(apiVersion: apiVersion, kind: kindName)
    if known == nil, let mend = kinds.mend(apiVersion: apiVersion, kind: kindName) {
      throw problem("there is no kind \(kindName) in \(apiVersion)", mend)
    }
    let kind = known ?? ManifestKinds.guess(apiVersion: apiVersion, kind: kindName)
    var manifest = Manifest(
      kind: kind, object: placed(entry.value, kind: kind),
      source: Manifest.Source(file: draft.file, line: entry.line))
    manifest.fields = entry.fields
    let faults = ManifestRules.faults(of: manifest.object, kind: kind).map {
      ManifestProblem(
        file: draft.file, line: manifest.line(of: $0.field),
        what: "\(kindName) \(manifest.name): \($0.what)", mend: $0.mend)
    }
    problems += faults.dropLast()
    if let last = faults.last { throw last }
    if known == nil {
      problems.append(
        ManifestProblem(
          .warning, file: draft.file, line: entry.line,
          what:
            "\(kindName) of \(apiVersion) has no CustomResourceDefinition, it is kept as written",
          mend: "check the spelling, or add the definition"))
    }
    return manifest
  }

  private static func shape(_ value: JSONValue) -> String {
    switch value {
    case .array: "a list"
    case .string: "plain text"
    default: "a single value"
    }
  }

  /// The object in the version that the program reads, in its namespace.
  private func placed(_ written: JSONValue, kind: ResourceKind) -> JSONValue {
    var object = IngressVersions.toCurrent(written, recording: true)
    if !kind.isNamespaced {
      object["metadata"]["namespace"] = .null
    } else if object["metadata"]["namespace"].string ?? "" == "" {
      object["metadata"]["namespace"] = .string(namespace)
    }
    return object
  }
}
