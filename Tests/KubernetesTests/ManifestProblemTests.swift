import Foundation
import Testing
import Topology

@testable import Kubernetes

/// Each bad input is one clear line, and everything else is still read.
@Suite struct ManifestProblemTests {
  private static let good =
    "apiVersion: v1\nkind: Service\nmetadata: {name: good}\nspec: {ports: [{port: 80}]}"

  /// Reads a text followed by a good document.
  private func problems(of text: String) -> [String] {
    let set = ManifestReader().read(text: "\(text)\n---\n\(Self.good)\n", file: "a.yaml")
    #expect(set.manifests.last?.name.name == "good")
    return set.problems.map(\.description)
  }

  @Test(arguments: [
    (
      "kind: Service\nmetadata:\n  name: [a\nspec: {}",
      "a.yaml:4: it is not YAML: did not find expected ',' or ']'; check the indentation, the colons and the quotes around this line"
    ),
    (
      "kind: Service\nmetadata:\n\tname: a",
      "a.yaml:3: a tab indents the line; indent with spaces"
    ),
    (
      "kind: Service\nkind: Pod", "a.yaml:1: the key `kind` stands twice; keep one of them"
    ),
    (
      "kind: Service\nmetadata:\n  name: {{ .Values.name }}",
      "a.yaml:3: a key is not a plain text; use a name as the key, or render the template first"
    ),
    ("just text", "a.yaml:1: it is no object but plain text; begin with `apiVersion:`"),
    ("- a\n- b", "a.yaml:1: it is no object but a list; begin with `apiVersion:`"),
    ("kind: Service", "a.yaml:1: the object has no apiVersion; add `apiVersion:`, such as v1"),
    ("apiVersion: v1", "a.yaml:1: the object has no kind; add `kind:`, such as Service"),
    ("apiVersion: v1\nkind: Pod", "a.yaml:1: the Pod has no name; add `metadata.name`"),
    (
      "apiVersion: v1\nkind: Pod\nmetadata: {name: 12}",
      "a.yaml:1: the name of the Pod is no text; put quotes around it"
    ),
    (
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: Web\nspec: {ports: [{port: 80}]}",
      "a.yaml:4: Service default/Web: `Web` is no name for a Service; use up to 63 lower-case letters, digits and `-`, beginning with a letter"
    ),
    (
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: ClusterIP",
      "a.yaml:5: Service default/web: the Service has no ports; add spec.ports"
    ),
    (
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: ExternalName",
      "a.yaml:5: Service default/web: an ExternalName Service names no host; add spec.externalName"
    ),
    (
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\n    -bad-: x",
      "a.yaml:7: Pod default/web: `-bad-` is no label key; use up to 63 letters, digits, `-`, `_` and `.`, after an optional DNS name and `/`"
    ),
    (
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    version: 1",
      "a.yaml:6: Pod default/web: the label `version` is no text but 1; put quotes around the value"
    ),
    (
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: a b",
      "a.yaml:6: Pod default/web: `a b` is no value for the label `app`; use up to 63 letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit"
    ),
  ])
  func `one line says where, what and how to mend it`(_ text: String, _ line: String) {
    #expect(problems(of: text) == [line])
  }

  @Test(arguments: [
    ("v1", "Servcie", "write kind: Service"), ("apps/v1", "Deploymnet", "write kind: Deployment"),
    ("apps/v1beta1", "Deployment", "write apiVersion: apps/v1"),
    ("v1", "Deployment", "write apiVersion: apps/v1"),
    ("networking/v1", "Ingress", "write apiVersion: networking.k8s.io/v1"),
    ("v1", "Gizmo", "check the spelling of kind and apiVersion"),
  ])
  func `a kind that Kubernetes does not have is left out, and the one that is meant named`(
    _ version: String, _ kind: String, _ mend: String
  ) {
    let set = ManifestReader().read(
      text: "apiVersion: \(version)\nkind: \(kind)\nmetadata: {name: a}", file: "a.yaml")
    #expect(set.manifests == [])
    #expect(
      set.problems.map(\.description) == [
        "a.yaml:1: there is no kind \(kind) in \(version); \(mend)"
      ])
    #expect(set.isInvalid)
  }

  @Test func `a custom resource without its definition is kept, with a warning`() {
    let set = ManifestReader().read(
      text: "apiVersion: example.com/v1\nkind: Gizmo\nmetadata: {name: a}", file: "a.yaml")
    #expect(set.manifests.map(\.reference.description) == ["gizmo/default/a"])
    #expect(
      set.problems.map(\.description) == [
        "a.yaml:1: Gizmo of example.com/v1 has no CustomResourceDefinition, it is kept as written; check the spelling, or add the definition"
      ])
    #expect(!set.isInvalid)
  }

  @Test func `of two objects with one name the first is used and the second is named`() {
    let set = ManifestReader().read(text: "\(Self.good)\n---\n\(Self.good)", file: "a.yaml")
    #expect(set.manifests.count == 1)
    #expect(set.isInvalid)
    #expect(
      set.problems.map(\.description) == [
        "a.yaml:6: Service default/good stands already in a.yaml:1; the first is used: remove one of them"
      ])
  }

  @Test func `an alias bomb is refused before it grows`() {
    var text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    for level in 1...9 {
      let alias = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
      text += "a\(level): &a\(level) [\(alias)]\n"
    }
    let lines = problems(of: text)
    #expect(lines.count == 1)
    #expect(lines.first?.contains("its aliases expand to too many values") == true)
  }

  @Test func `nesting without end is refused`() {
    let lines = problems(of: "a: " + String(repeating: "[", count: 50_000))
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix("a.yaml:1: ") == true)
  }

  @Test func `escape sequences never reach a message`() {
    let lines = problems(of: "apiVersion: v1\nkind: \"P\\u001B[31m\"\nmetadata: {}")
    #expect(lines == ["a.yaml:1: the P·[31m has no name; add `metadata.name`"])
  }

  @Test func `an empty file, a missing path and a folder without manifests are named`() throws {
    try Fixture.withFolder { folder in
      try Data("# nothing\n---\n".utf8).write(to: URL(filePath: "\(folder)/empty.yaml"))
      try FileManager.default.createDirectory(
        atPath: "\(folder)/none", withIntermediateDirectories: true)
      try Data("text".utf8).write(to: URL(filePath: "\(folder)/none/notes.txt"))
      let set = ManifestReader().read([
        "\(folder)/empty.yaml", "\(folder)/missing.yaml", "\(folder)/none", Fixture.path("course"),
      ])
      #expect(set.manifests.count == 3)
      #expect(
        set.problems.map(\.description)
          == [
            "\(folder)/missing.yaml: there is no such file or folder; check the path after -f",
            "\(folder)/none: the folder holds no manifests; name a folder with *.yaml, *.yml or *.json files",
            "\(folder)/empty.yaml: it is empty: there is no object in it; write a manifest, or leave the file out",
          ].sorted { $0.contains("empty") && !$1.contains("empty") })
    }
  }

  @Test func `binary data and broken UTF-8 are refused with their line`() throws {
    try Fixture.withFolder { folder in
      try Data("a: 1\nb: \0".utf8).write(to: URL(filePath: "\(folder)/a.yaml"))
      try Data(Array("a: 1\n\nb: ".utf8) + [0xFF]).write(to: URL(filePath: "\(folder)/b.yaml"))
      #expect(
        ManifestReader().read([folder]).problems.map(\.description) == [
          "\(folder)/a.yaml:2: it holds binary data; save it as UTF-8 text",
          "\(folder)/b.yaml:3: it is not valid UTF-8; save it as UTF-8 text",
        ])
    }
  }

  @Test func `a file of 50 MB is refused by its size`() throws {
    try Fixture.withFolder { folder in
      let path = "\(folder)/large.yaml"
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
      let handle = try FileHandle(forWritingTo: URL(filePath: path))
      try handle.truncate(atOffset: 50_000_000)
      try handle.close()
      #expect(
        ManifestReader().read([folder]).problems.map(\.description) == [
          "\(path): it is larger than 16 MiB; split it into smaller files"
        ])
    }
  }
}
