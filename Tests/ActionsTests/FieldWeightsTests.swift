import Language
import Routing
import TestSupport
import Testing
import Topology

@testable import Actions

/// Weights that are fields of the route's own object.
@Suite struct FieldWeightsTests {
  private static let source = ObjectReference("IngressRoute", "shop", "edge")
  private static let route = Route.ID(source: source, host: "a.test", path: "/")

  private func context(ready: Int = 2, isSimulated: Bool = true) throws -> PlanContext {
    var cluster = SmallCluster()
    for version in ["v1", "v2"] {
      cluster.service(version, selector: ["app": version])
      cluster.pods(version, 2, ready: version == "v2" ? ready : 2, labels: ["app": version])
    }
    var inventory = cluster.inventory
    let object = try JSONValue(
      parsing: """
        {"apiVersion":"traefik.io/v1alpha1","kind":"IngressRoute",
         "metadata":{"name":"edge","namespace":"shop","uid":"u"},"spec":{"routes":[
           {"match":"Host(`b.test`)","services":[{"name":"v1","port":80}]},
           {"match":"Host(`a.test`)","services":[
             {"name":"v1","port":80,"weight":3},{"name":"v2","port":80}]}]}}
        """)
    inventory.apply(.applied(Resource(object, kind: .ingressRoute)))
    return PlanContext(
      inventory: inventory, routing: RoutingTable(inventory), context: "playground",
      isSimulated: isSimulated)
  }

  private func proposal(_ first: Int, _ second: Int) -> Proposal {
    .weights(
      Self.route, [NamespacedName("shop", "v1"): first, NamespacedName("shop", "v2"): second])
  }

  @Test func `each changed weight is written where it stands, guarded by the Service that has it`()
    throws
  {
    let plan = try proposal(1, 1).plan(in: context())
    #expect(plan.target == Self.source)
    #expect(
      plan.write.body.text
        == #"[{"op":"test","path":"/spec/routes/1/services/0","value":{"name":"v1","port":80,"weight":3}},{"op":"add","path":"/spec/routes/1/services/0/weight","value":1}]"#
    )
    #expect(
      plan.kubectl
        == #"kubectl -n shop patch ingressroutes.traefik.io edge --type json -p '[{"op":"add","path":"/spec/routes/1/services/0/weight","value":1}]'"#
    )
    #expect(plan.sentence == "Shift a.test/ to v1 1, v2 1 (was 3, 1)")
    #expect(plan.inverse == proposal(3, 1))
  }

  @Test func `the forecast is the share of the weights over the ready pods`() throws {
    let plan = try proposal(1, 3).plan(in: context(isSimulated: false))
    let shares = plan.shift.lines.map { [$0.before ?? -1, $0.after ?? -1] }
    #expect(shares == [[0.375, 0.125], [0.375, 0.125], [0.125, 0.375], [0.125, 0.375]])
    #expect(plan.level == .warning)
  }

  @Test func `the difference shows the rule and its Services`() throws {
    let plan = try proposal(3, 2).plan(in: context())
    #expect(
      plan.difference == [
        .kept("spec:"), .kept("  routes:"), .kept("  - match: Host(`a.test`)"),
        .kept("    services:"), .kept("    - name: v1"), .kept("      weight: 3"),
        .kept("    - name: v2"), .added("      weight: 2"),
      ])
  }

  @Test func `a Service without endpoint takes the whole route with it, which is said`() throws {
    let plan = try proposal(3, 0).plan(in: context(ready: 0))
    #expect(
      plan.warnings == ["v2 has no endpoint: Traefik may answer 404 to the whole route"])
  }

  @Test func `the weights of a TraefikService are written there`() throws {
    var inventory = Inventory()
    for (kind, name, spec) in [
      (
        ResourceKind.ingressRoute, "edge",
        #"{"routes":[{"match":"Host(`a.test`)","services":[{"name":"split","kind":"TraefikService"}]}]}"#
      ),
      (
        .traefikService, "split",
        #"{"weighted":{"services":[{"name":"v1","port":80,"weight":3},{"name":"v2","port":80}]}}"#
      ),
    ] {
      let object = try JSONValue(
        parsing:
          #"{"apiVersion":"traefik.io/v1alpha1","metadata":{"name":"\#(name)","namespace":"shop","uid":"u"},"spec":\#(spec)}"#
      )
      inventory.apply(.applied(Resource(object, kind: kind)))
    }
    let context = PlanContext(
      inventory: inventory, routing: RoutingTable(inventory), context: "playground",
      isSimulated: true)
    let plan = try proposal(3, 2).plan(in: context)
    #expect(plan.target == ObjectReference("TraefikService", "shop", "split"))
    #expect(
      plan.write.body.text
        == #"[{"op":"test","path":"/spec/weighted/services/1","value":{"name":"v2","port":80}},{"op":"add","path":"/spec/weighted/services/1/weight","value":2}]"#
    )
    #expect(
      plan.difference == [
        .kept("spec:"), .kept("  weighted:"), .kept("    services:"), .kept("    - name: v1"),
        .kept("      weight: 3"), .kept("    - name: v2"), .added("      weight: 2"),
      ])
    #expect(plan.inverse == proposal(3, 1))
  }

  @Test func `nothing, everything at 0 and less than nothing are refused`() throws {
    let context = try context()
    for (first, second, word) in [
      (3, 1, "nothing"), (0, 0, "more than 0"), (-1, 1, "negative"),
    ] {
      do throws(Refusal) {
        _ = try proposal(first, second).plan(in: context)
        Issue.record("\(first) \(second) is taken")
      } catch {
        #expect(error.reason.contains(word), "\(error.reason)")
      }
    }
  }

  @Test func `weights of an HTTPRoute are written among its backends`() throws {
    var context = try context(ready: 0)
    let object = try JSONValue(
      parsing: """
        {"metadata":{"name":"edge","namespace":"shop","uid":"h"},"spec":{
          "parentRefs":[{"name":"gate"}],"hostnames":["c.test"],"rules":[{"backendRefs":[
            {"name":"v1","port":80,"weight":9},{"name":"v2","port":80,"weight":1}]}]}}
        """)
    context.inventory.apply(.applied(Resource(object, kind: .httpRoute)))
    context.routing = RoutingTable(context.inventory)
    let source = ObjectReference("HTTPRoute", "shop", "edge")
    let plan = try Proposal.weights(
      Route.ID(source: source, host: "c.test", path: "/"),
      [NamespacedName("shop", "v1"): 5, NamespacedName("shop", "v2"): 5]
    ).plan(in: context)
    #expect(plan.target == source)
    #expect(
      plan.kubectl
        == #"kubectl -n shop patch httproutes.gateway.networking.k8s.io edge --type json -p '[{"op":"add","path":"/spec/rules/0/backendRefs/0/weight","value":5},{"op":"add","path":"/spec/rules/0/backendRefs/1/weight","value":5}]'"#
    )
    #expect(
      plan.difference == [
        .kept("spec:"), .kept("  rules:"), .kept("  - backendRefs:"), .kept("    - name: v1"),
        .removed("      weight: 9"), .added("      weight: 5"), .kept("    - name: v2"),
        .removed("      weight: 1"), .added("      weight: 5"),
      ])
    // An empty Service takes its share only, and that is said of every route.
    #expect(plan.warnings == ["v2 has no ready backend"])
  }

  /// Contour's HTTPProxy, with these Services in its second rule.
  private func contour(_ services: String) throws -> PlanContext {
    var context = try context()
    let object = try JSONValue(
      parsing: """
        {"apiVersion":"projectcontour.io/v1","kind":"HTTPProxy",
         "metadata":{"name":"web","namespace":"shop","uid":"p"},
         "spec":{"virtualhost":{"fqdn":"c.test"},"routes":[
           {"conditions":[{"prefix":"/old"}],"services":[{"name":"v1","port":80}]},
           {"services":[{"name":"v1","port":80,"mirror":true},\(services)]}]}}
        """)
    context.inventory.apply(.applied(Resource(object, kind: .httpProxy)))
    return PlanContext(
      inventory: context.inventory, routing: RoutingTable(context.inventory),
      context: "playground", isSimulated: true)
  }

  private static let proxy = Route.ID(
    source: ObjectReference("HTTPProxy", "shop", "web"), host: "c.test", path: "/")

  @Test func `the weights of an HTTPProxy stand behind its mirrors, and undo writes them back`()
    throws
  {
    let context = try contour(
      #"{"name":"v1","port":80,"weight":90},{"name":"v2","port":80,"weight":10}"#)
    let names = ["v1", "v2"].map { NamespacedName("shop", $0) }
    let plan = try Proposal.weights(Self.proxy, [names[0]: 50, names[1]: 50]).plan(in: context)
    #expect(
      plan.write.body.text
        == #"[{"op":"test","path":"/spec/routes/1/services/1","value":{"name":"v1","port":80,"weight":90}},{"op":"add","path":"/spec/routes/1/services/1/weight","value":50},{"op":"test","path":"/spec/routes/1/services/2","value":{"name":"v2","port":80,"weight":10}},{"op":"add","path":"/spec/routes/1/services/2/weight","value":50}]"#
    )
    #expect(
      plan.kubectl
        == #"kubectl -n shop patch httpproxies.projectcontour.io web --type json -p '[{"op":"add","path":"/spec/routes/1/services/1/weight","value":50},{"op":"add","path":"/spec/routes/1/services/2/weight","value":50}]'"#
    )
    #expect(plan.sentence == "Shift c.test/ to v1 50, v2 50 (was 90, 10)")
    #expect(plan.inverse == .weights(Self.proxy, [names[0]: 90, names[1]: 10]))
    #expect(
      plan.difference == [
        .kept("spec:"), .kept("  routes:"), .kept("  - services:"), .kept("    - name: v1"),
        .removed("      weight: 90"), .added("      weight: 50"), .kept("    - name: v2"),
        .removed("      weight: 10"), .added("      weight: 50"),
      ])
  }

  @Test
  func `where an HTTPProxy states no weight, all are written: one alone would get everything`()
    throws
  {
    let context = try contour(#"{"name":"v1","port":80},{"name":"v2","port":80}"#)
    let names = ["v1", "v2"].map { NamespacedName("shop", $0) }
    let plan = try Proposal.weights(Self.proxy, [names[0]: 1, names[1]: 3]).plan(in: context)
    let written = plan.write.body.array.filter { $0["op"].string == "add" }
    #expect(written.map { $0["value"].integer } == [1, 3])
    #expect(
      plan.difference.suffix(4) == [
        .kept("    - name: v1"), .added("      weight: 1"), .kept("    - name: v2"),
        .added("      weight: 3"),
      ])
    #expect(plan.inverse == .weights(Self.proxy, [names[0]: 50, names[1]: 50]))
  }

  /// A VirtualService that leaves one rule to a delegate; both divide one Service by subsets.
  private func istio(ready: Int = 2) throws -> PlanContext {
    var cluster = SmallCluster()
    cluster.service("web", selector: ["app": "web"])
    for version in ["v1", "v2"] {
      cluster.pods(
        "web-\(version)", 2, ready: version == "v2" ? ready : 2,
        labels: ["app": "web", "version": version])
    }
    var inventory = cluster.inventory
    let subsets = #"""
      [{"destination":{"host":"web","subset":"v1"},"weight":90},
       {"destination":{"host":"web","subset":"v2"},"weight":10}]
      """#
    for (kind, name, spec) in [
      (
        ResourceKind.destinationRule, "web",
        #"""
        {"host":"web","subsets":[{"name":"v1","labels":{"version":"v1"}},
                                 {"name":"v2","labels":{"version":"v2"}}]}
        """#
      ),
      (
        .virtualService, "web",
        #"""
        {"hosts":["a.test"],"gateways":["public"],"http":[
          {"match":[{"uri":{"prefix":"/pay"}}],"delegate":{"name":"pay"}},
          {"route":\#(subsets)}]}
        """#
      ),
      (.virtualService, "pay", #"{"http":[{"name":"pay","route":\#(subsets)}]}"#),
    ] {
      let object: JSONValue = [
        "metadata": ["name": .string(name), "namespace": "shop", "uid": .string(name)],
        "spec": try JSONValue(parsing: spec),
      ]
      inventory.apply(.applied(Resource(object, kind: kind)))
    }
    return PlanContext(
      inventory: inventory, routing: RoutingTable(inventory), context: "istio", isSimulated: false)
  }

  private func proposal(path: String, _ first: Int, _ second: Int) -> Proposal {
    .weights(
      Route.ID(
        source: ObjectReference("VirtualService", "shop", "web"), host: "a.test", path: path),
      [NamespacedName("shop", "web@v1"): first, NamespacedName("shop", "web@v2"): second])
  }

  @Test func `weights of subsets of one Service are shifted in a VirtualService, and back`() throws
  {
    var context = try istio()
    let plan = try proposal(path: "/", 60, 40).plan(in: context)
    #expect(plan.target == ObjectReference("VirtualService", "shop", "web"))
    #expect(
      plan.kubectl
        == #"kubectl --context istio -n shop patch virtualservices.networking.istio.io web --type json -p '[{"op":"add","path":"/spec/http/1/route/0/weight","value":60},{"op":"add","path":"/spec/http/1/route/1/weight","value":40}]'"#
    )
    #expect(plan.sentence == "Shift a.test/ to web@v1 60, web@v2 40 (was 90, 10)")
    #expect(
      plan.shift.lines.map { "\($0.backend) \($0.before ?? -1) \($0.after ?? -1)" } == [
        "web-v1-1 0.45 0.3", "web-v1-2 0.45 0.3", "web-v2-1 0.05 0.2", "web-v2-2 0.05 0.2",
      ])
    #expect(
      plan.difference.contains(
        .kept(#"    - destination: {"host":"web","subset":"v2"}"#)))
    #expect(plan.warnings == [])
    // What was written is the object's, and the inverse leads back to it.
    let before = try #require(context.inventory.object("VirtualService", plan.target.name))
    let after = try JSONPatch(plan.write.body).applied(to: before.object)
    context.inventory.apply(.applied(Resource(after, kind: .virtualService)))
    context.routing = RoutingTable(context.inventory)
    #expect(context.routing.routes.first { $0.path == "/" }?.backends.map(\.weight) == [60, 40])
    #expect(
      plan.proposal.isObserved(
        in: context.inventory, context.routing, uid: plan.targetUID, since: 0))
    let undo = try plan.inverse?.plan(in: context)
    let again = try undo.map { try JSONPatch($0.write.body).applied(to: after) }
    #expect(again == before.object)
  }

  @Test func `weights of a delegate are written into the delegate`() throws {
    let plan = try proposal(path: "/pay", 100, 0).plan(in: istio(ready: 0))
    #expect(plan.target == ObjectReference("VirtualService", "shop", "pay"))
    #expect(
      plan.write.body.text
        == #"[{"op":"test","path":"/spec/http/0/route/0","value":{"destination":{"host":"web","subset":"v1"},"weight":90}},{"op":"add","path":"/spec/http/0/route/0/weight","value":100},{"op":"test","path":"/spec/http/0/route/1","value":{"destination":{"host":"web","subset":"v2"},"weight":10}},{"op":"add","path":"/spec/http/0/route/1/weight","value":0}]"#
    )
    #expect(plan.shift.routes.count == 1)
  }

  @Test func `a subset without ready pods is warned of`() throws {
    let plan = try proposal(path: "/", 50, 50).plan(in: istio(ready: 0))
    #expect(plan.warnings == ["web@v2 has no ready backend"])
  }
}
