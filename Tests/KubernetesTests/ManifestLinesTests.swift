import Foundation
import Testing
import Topology

@testable import Kubernetes

/// Where documents begin, and where fields stand.
@Suite struct ManifestLinesTests {
  @Test(arguments: [
    ("a: 1\r\n---\r\nb: 2\r\n", [1, 2]), ("a: 1\r---\rb: 2", [1, 2]),
    ("a: 1\n--- {b: 2}\n---b: 3", [1, 2]), ("a: |\n  ---\n  b\n---\nc: 1", [1, 4]),
    ("---\n---\n# a\n--- # b\n%C\n---\nd: 1\n...\n", [4, 6]), ("...\n", []), ("", []),
    ("\n\n a: 1", [1]), ("a: \"\u{2028}\"\n---\nb: 1", [1, 3]), ("a: \u{B7}\n---\nb: 1", [1, 2]),
    ("---\u{301}: 1\n---\u{A0}\na: 1", [1, 2]), ("a: 1\n --- \n----\n--\n---", [1]),
  ])
  func `documents begin at their markers, whatever ends a line`(_ text: String, _ lines: [Int]) {
    #expect(YAMLStream.documents(of: text).map(\.line) == lines)
  }

  @Test func `a document is its lines, each ended by a line feed`() {
    let documents = YAMLStream.documents(of: "a: 1\r\nb: 2\r\n---\r\nc: 3")
    #expect(documents.map(\.text) == ["a: 1\nb: 2\n", "---\nc: 3\n"])
  }

  @Test func `a byte order mark is no part of the first key`() throws {
    try Fixture.withFolder { folder in
      let text = "\u{FEFF}apiVersion: v1\r\nkind: Service\r\nmetadata: {name: a}\r\nspec: {}\r\n"
      try Data(text.utf8).write(to: URL(filePath: "\(folder)/a.yaml"))
      #expect(
        ManifestReader().read([folder]).problems.map(\.description) == [
          "\(folder)/a.yaml:4: Service default/a: the Service has no ports; add spec.ports"
        ])
    }
  }

  @Test(arguments: [
    ("spec.ports[0].port", 6), ("spec.ports[1]", 7), ("spec.ports[1].port", 7),
    ("spec.ports[1].nodePort", 7), ("spec.ports[10].port", 4), ("spec.selector.app", 3),
    ("spec.select", 3), ("metadata.labels.app.kubernetes.io/name", 12), ("metadata.labels.app", 11),
    ("metadata.name", 10), ("status", 2), ("spec.portsX", 3), ("", 2), ("spec.ports", 4),
  ])
  func `a field has its own line, or that of the nearest above it`(_ field: String, _ line: Int) {
    let text = """
      # a Service
      apiVersion: v1
      spec:
        ports:
        - name: a
          port: 80
        - {name: b, port: 81}

      kind: Service
      metadata: {name: a,
        labels: {
          app.kubernetes.io/name: b}}
      """
    let set = ManifestReader().read(text: text, file: "a.yaml")
    #expect(set.problems == [])
    #expect(set.manifests.first?.line(of: field) == line)
  }

  @Test func `a field that is written twice has the line of the one that counts`() {
    let text = "base: &b {a: 1,\n  c: {d: 2}}\nown:\n  a: 3\n  <<: *b"
    let fields = YAMLStream(text).entries.first?.fields
    #expect(fields?.line(of: "own.a") == 4)
    #expect(fields?.line(of: "own.c.d") == 2)
    #expect(fields?.line(of: "own.e") == nil)
    #expect(fields?.line(nearest: "own.e[3].f") == 3)
  }

  @Test func `beyond the fields that are noted, the nearest above has the line`() {
    let text = "a: 1\nb:\n" + (0..<10_000).map { "  k\($0): v\n" }.joined() + "c: 2\n"
    let fields = YAMLStream(text).entries.first?.fields
    #expect(fields?.line(of: "b.k8000") == 8003)
    #expect(fields?.line(nearest: "b.k9999") == 2)
  }

  @Test func `many files at once are read as one after another`() async throws {
    try await Fixture.withFolderAsync { folder in
      for index in 0..<60 {
        let text =
          index % 7 == 3
          ? "kind: [\n"
          : "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c\(index % 50)}\n---\nkind: Pod\n"
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(index).yaml"))
      }
      let paths = ["\(folder)/9.yaml", "\(folder)/none", folder, "\(folder)/9.yaml"]
      let set = await ManifestReader().readAtOnce(paths)
      #expect(set == ManifestReader().read(paths))
      #expect(set.manifests.count == 44)
      #expect(set.problems.first?.description.hasPrefix("\(folder)/none: ") == true)
    }
  }
}
