import Foundation
import TestSupport
import Testing
import Topology

/// What `sluice get … -o json` prints for folders of manifests, line by line as in the files beside them, and the
/// same from a running playground.
@Suite(.serialized, .realTime) struct ManifestListsTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let lists = ["services", "routes", "backends", "faults", "network"]

  /// The path of a folder of manifests as it stands in the expected files.
  private func manifests(_ folder: String) -> String {
    Self.root.appending(path: "Tests/Manifests/\(folder)").path
  }

  private func expected(_ folder: String, _ list: String) throws -> JSONValue {
    let path = manifests("\(folder).expected/\(list).json")
    return try JSONValue(parsing: String(contentsOfFile: path, encoding: .utf8))
  }

  /// A list without the places in files: a cluster does not know them, and that is the only difference.
  private func withoutPlaces(_ list: JSONValue) -> JSONValue {
    guard list["kind"].string == "FaultList" else { return list }
    var list = list
    list["items"] = .array(
      list["items"].array.map { item in
        var item = item
        item["file"] = .null
        item["line"] = .null
        return item
      })
    return list
  }

  /// A list with the addresses of another block: every playground but the first has its own second numbers.
  private func moved(_ list: JSONValue, toBlock block: Int) throws -> JSONValue {
    let text = list.text.replacing(/127\.(64|128|160|192)\./) { match in
      "127.\((Int(match.1) ?? 0) + block)."
    }
    return try JSONValue(parsing: text)
  }

  @Test(arguments: [
    "course", "shop", "edges", "contour", "istio", "traefik", "nginx", "linkerd", "gateway",
    "istio-mesh",
  ])
  func `manifests give exactly the expected lists, and their faults the exit code`(
    _ folder: String
  ) async throws {
    for list in Self.lists {
      let outcome = try await Program.sluice(
        "get", list, "-f", manifests(folder), "-o", "json")
      let text = outcome.output.replacing(Self.root.path + "/", with: "")
      let wanted = try String(
        contentsOfFile: manifests("\(folder).expected/\(list).json"), encoding: .utf8)
      #expect(text == wanted, "\(list) of \(folder)")
      #expect(outcome.errors == "")
      #expect(outcome.status == (list == "faults" ? 1 : 0))
    }
  }

  @Test(arguments: [
    "calico", "calico-broken", "cilium", "cilium-broken", "weave", "weave-broken", "flannel",
    "flannel-broken", "metallb", "metallb-broken", "clouds", "clouds-broken",
  ])
  func `manifests of a network plugin or of load balancers give exactly the expected network`(
    _ name: String
  ) async throws {
    let folder = "network-\(name)"
    let outcome = try await Program.sluice(
      "get", "network", "-f", manifests(folder), "-o", "json")
    #expect(try JSONValue(parsing: outcome.output) == expected(folder, "network"))
    #expect(outcome.errors == "")
    #expect(outcome.status == 0)
  }

  @Test func `the tables of the network have one for each part`() async throws {
    let outcome = try await Program.sluice("get", "network", "-f", manifests("network-metallb"))
    let titles = outcome.output.split(separator: "\n\n").map { $0.prefix { $0 != " " } }
    #expect(titles == ["PLUGIN", "FACT", "NODE", "POOL", "LOAD"])
    let one = try await Program.sluice(
      "get", "network", "shop/web", "-f", manifests("network-metallb"), "-o", "json")
    #expect(try JSONValue(parsing: one.output)["loadBalancers"].array.count == 1)
    let none = try await Program.sluice(
      "get", "network", "shop/wbe", "-f", manifests("network-metallb"))
    #expect(none.status == 1)
    #expect(none.errors.contains("did you mean web?"))
  }

  @Test(arguments: ["course", "shop", "edges", "contour"])
  func `a running playground with the same manifests gives the same lists`(
    _ folder: String
  ) async throws {
    let playground = try await ServedPlayground("-f", manifests(folder), "--load", "0")
    defer { playground.stop() }
    for list in Self.lists {
      let wanted = try moved(
        withoutPlaces(expected(folder, list)), toBlock: playground.addresses.block)
      // The network is no list, and is there once the others are.
      if list != "network" {
        _ = try await playground.items(list, "-A") { items in
          withoutPlaces(["kind": wanted["kind"], "items": .array(items)])["items"]
            == wanted["items"]
        }
      }
      let outcome = try await playground.sluice(["get", list, "-A", "-o", "json"])
      #expect(try withoutPlaces(JSONValue(parsing: outcome.output)) == wanted)
      #expect(outcome.errors == "")
    }
  }
}
