import Language
import Routing
import TestSupport
import Testing
import Topology
import Traffic

@testable import Actions

/// The shop, and what plans of it say.
enum Shop {
  static func context(
    _ change: (inout SmallCluster) -> Void = { _ in }, live: Bool = false
  ) -> PlanContext {
    var cluster = ShopCluster.cluster
    change(&cluster)
    let inventory = cluster.inventory
    return PlanContext(
      inventory: inventory, routing: RoutingTable(inventory), readings: readings,
      context: live ? "prod-eu" : "playground", isSimulated: !live, now: ShopCluster.now)
  }

  static let api = Route.ID(
    source: ObjectReference("Ingress", "shop", "shop"), host: "shop.local", path: "/api")

  /// 420 requests a second to web, evenly; 162 and 18 to the two versions of api.
  static var readings: Readings {
    var readings = Readings()
    for second in 0...20 {
      var counters: [TrafficKey: TrafficCounters] = [:]
      func count(_ path: String, _ service: String, _ address: String, _ rate: Double) {
        let route = Route.ID(source: api.source, host: "shop.local", path: path)
        let key = TrafficKey(
          route: route, service: ShopCluster.name(service),
          backend: BackendAddress(address: address, port: 8080))
        var counter = TrafficCounters()
        counter.classes[1] = rate * Double(second)
        counter.buckets[3] = rate * Double(second)
        counters[key] = counter
      }
      for index in 1...3 { count("/", "web", "10.1.1.\(index)", 140) }
      for index in 1...2 { count("/api", "api-v1", "10.1.2.\(index)", 81) }
      count("/api", "api-v2", "10.1.3.1", 18)
      readings.ingest(
        TrafficScrape(time: ShopCluster.now - 20 + Double(second), counters: counters))
    }
    return readings
  }

  static func plan(_ proposal: Proposal, _ context: PlanContext = context()) -> Plan? {
    try? proposal.plan(in: context)
  }

  static func refusal(_ proposal: Proposal, _ context: PlanContext = context()) -> String? {
    do throws(Refusal) {
      _ = try proposal.plan(in: context)
      return nil
    } catch {
      return error.reason
    }
  }
}

struct ScalePlanTests {
  private let web = ShopCluster.deployment("web")

  @Test func `scaling writes the scale subresource, guarded by the old number`() throws {
    let plan = try #require(Shop.plan(.scale(web, replicas: 6)))
    #expect(plan.kubectl == "kubectl -n shop scale deployment web --replicas=6")
    #expect(plan.sentence == "Scale deployment shop/web from 3 to 6")
    #expect(plan.write.subresource == "scale")
    #expect(
      plan.write.body.text
        == #"[{"op":"test","path":"/spec/replicas","value":3},{"op":"replace","path":"/spec/replicas","value":6}]"#
    )
    #expect(plan.inverse == .scale(web, replicas: 3))
    #expect(
      plan.difference == [.kept("spec:"), .removed("  replicas: 3"), .added("  replicas: 6")])
    #expect(plan.level == .simulated)
  }

  @Test func `three more pods take half of the requests`() throws {
    let shift = try #require(Shop.plan(.scale(web, replicas: 6))).shift
    #expect(shift.gained.count == 3)
    #expect(shift.kept.count == 3)
    #expect(shift.lines.allSatisfy { abs(($0.after ?? 0) - 1 / 6) < 0.0001 })
    #expect(shift.kept.allSatisfy { abs(($0.rateBefore ?? 0) - 140) < 1 })
    #expect(shift.lines.allSatisfy { abs(($0.rateAfter ?? 0) - 70) < 1 })
  }

  @Test func `pods that are not ready go first`() throws {
    let plan = try #require(Shop.plan(.scale(ShopCluster.deployment("api-v2"), replicas: 1)))
    #expect(plan.shift.lost.map(\.backend) == ["api-v2-2"])
    #expect(plan.shift.kept.map(\.backend) == ["api-v2-1"])
  }

  @Test func `on a real cluster the level follows the effect`() throws {
    let live = Shop.context(live: true)
    #expect(Shop.plan(.scale(web, replicas: 4), live)?.level == .mild)
    #expect(Shop.plan(.scale(web, replicas: 2), live)?.level == .warning)
    #expect(Shop.plan(.scale(web, replicas: 0), live)?.level == .severe)
    var protected = live
    protected.isProtected = true
    #expect(Shop.plan(.scale(web, replicas: 4), protected)?.level == .severe)
    #expect(
      Shop.plan(.scale(web, replicas: 4), live)?.kubectl
        == "kubectl --context prod-eu -n shop scale deployment web --replicas=4")
  }

  @Test func `a hundred thousand new pods share lines`() throws {
    let shift = try #require(Shop.plan(.scale(web, replicas: 10_000))).shift
    #expect(shift.lines.count == 3 + 51)
    #expect(abs(shift.lines.reduce(0) { $0 + ($1.after ?? 0) } - 1) < 0.0001)
  }

  @Test func `what cannot be scaled says why`() {
    #expect(Shop.refusal(.scale(web, replicas: 3)) == Refusal.nothingChanges.reason)
    #expect(
      Shop.refusal(.scale(web, replicas: -1)) == "the number of pods must be between 0 and 10000")
    #expect(
      Shop.refusal(.scale(ObjectReference("ReplicaSet", "shop", "web-rs"), replicas: 1))
        == "Deployment web owns this ReplicaSet: scale that one")
    #expect(
      Shop.refusal(.scale(ShopCluster.deployment("gone"), replicas: 1))
        == "deployment/shop/gone does not exist any more")
    var readOnly = Shop.context()
    readOnly.isWritable = false
    #expect(
      Shop.refusal(.scale(web, replicas: 4), readOnly)?.hasPrefix("this cluster is read-only")
        == true)
    var forbidden = Shop.context()
    forbidden.forbiddenKinds = ["Deployment"]
    #expect(Shop.refusal(.scale(web, replicas: 4), forbidden)?.contains("RBAC") == true)
    var viewer = Shop.context()
    viewer.rights["shop"] = Rights(rules: [
      Rights.Rule(verbs: ["get"], groups: ["*"], resources: ["*"])
    ])
    #expect(
      Shop.refusal(.scale(web, replicas: 4), viewer)
        == "you may not patch deployments/scale in shop (RBAC)")
    viewer.rights["shop"]?.isIncomplete = true
    #expect(Shop.refusal(.scale(web, replicas: 4), viewer) == nil)
  }

  @Test func `an autoscaler owns the number`() {
    let context = Shop.context { cluster in
      cluster.add(
        ResourceKind(
          group: "autoscaling", version: "v2", kind: "HorizontalPodAutoscaler",
          plural: "horizontalpodautoscalers"),
        [
          "metadata": ["name": "web-hpa", "namespace": "shop"],
          "spec": [
            "scaleTargetRef": ["kind": "Deployment", "name": "web"], "minReplicas": 2,
            "maxReplicas": 10,
          ],
        ])
    }
    #expect(
      Shop.refusal(.scale(web, replicas: 4), context)
        == "HorizontalPodAutoscaler web-hpa (2-10) owns this number: change its limits instead")
  }
}

struct SelectorPlanTests {
  private let pay = ShopCluster.name("pay")

  @Test func `mending the selector of pay gains its two pods and heals the route`() throws {
    let plan = try #require(Shop.plan(.selector(pay, ["app": "pay", "tier": "back-end"])))
    #expect(plan.shift.gained.map(\.backend) == ["pay-1", "pay-2"])
    #expect(plan.shift.lost.isEmpty && plan.shift.kept.isEmpty)
    #expect(plan.shift.routes == ["shop.local/pay: × 503 now, then served by 2 pods"])
    #expect(
      plan.kubectl
        == #"kubectl -n shop patch service pay --type merge -p '{"spec":{"selector":{"tier":"back-end"}}}'"#
    )
    #expect(
      plan.difference == [
        .kept("spec:"), .kept("  selector:"), .kept("    app: pay"),
        .removed("    tier: backend"), .added("    tier: back-end"),
      ])
    #expect(plan.inverse == .selector(pay, ["app": "pay", "tier": "backend"]))
  }

  @Test func `a key that goes is null in the command and absent in the write`() throws {
    let plan = try #require(Shop.plan(.selector(pay, ["app": "pay"])))
    #expect(plan.kubectl.hasSuffix(#"-p '{"spec":{"selector":{"tier":null}}}'"#))
    #expect(
      plan.write.body.text
        == #"[{"op":"test","path":"/spec/selector","value":{"app":"pay","tier":"backend"}},{"op":"replace","path":"/spec/selector","value":{"app":"pay"}}]"#
    )
  }

  @Test func `gained, lost, kept and almost are told apart`() throws {
    let service = ShopCluster.name("api-v1")
    let wider = try #require(Shop.plan(.selector(service, ["app": "api"])))
    #expect(wider.shift.kept.map(\.backend) == ["api-v1-1", "api-v1-2"])
    #expect(wider.shift.gained.map(\.backend).sorted() == ["api-v2-1", "api-v2-2"])
    #expect(wider.shift.gained.first { $0.backend == "api-v2-2" }?.after == 0)
    let other = try #require(Shop.plan(.selector(service, ["app": "api", "track": "v2"])))
    #expect(other.shift.lost.map(\.backend) == ["api-v1-1", "api-v1-2"])
    #expect(other.shift.almost.map(\.pod.name) == ["api-v1-1", "api-v1-2"])
    #expect(other.shift.almost.first?.differs == #"track: "v1" is not "v2""#)
  }

  @Test func `a selector that matches nobody is severe on a real cluster`() throws {
    let plan = try #require(
      Shop.plan(.selector(ShopCluster.name("web"), ["app": "wbe"]), Shop.context(live: true)))
    #expect(plan.level == .severe)
    #expect(plan.shift.lost.count == 3)
    #expect(plan.shift.routes == ["shop.local/: × every request would be answered 503"])
    #expect(plan.warnings.first == "no pod carries these labels: every request would be refused")
  }

  @Test(
    arguments: [
      ([:], "an empty selector"), (["a b": "c"], "no label name"),
      (["app": "-x"], "no label value"),
      (["a/b/c": "d"], "more than one /"), (["Bad_/x": "d"], "no DNS name"),
      (["app": String(repeating: "x", count: 64)], "longer than 63"),
    ] as [([String: String], String)])
  func `Kubernetes would refuse it, so it is refused here`(
    _ selector: [String: String], _ reason: String
  ) {
    #expect(Shop.refusal(.selector(pay, selector))?.contains(reason) == true)
  }
}

struct WeightsPlanTests {
  private let v1 = ShopCluster.name("api-v1")
  private let v2 = ShopCluster.name("api-v2")

  @Test func `weights are an annotation of the canary Ingress`() throws {
    let plan = try #require(Shop.plan(.weights(Shop.api, [v1: 50, v2: 50])))
    #expect(plan.target == ObjectReference("Ingress", "shop", "shop-canary"))
    #expect(
      plan.kubectl
        == "kubectl -n shop annotate ingress shop-canary nginx.ingress.kubernetes.io/canary-weight=50 --overwrite"
    )
    #expect(plan.inverse == .weights(Shop.api, [v1: 90, v2: 10]))
    #expect(
      plan.write.body.text
        == #"[{"op":"test","path":"/metadata/annotations/nginx.ingress.kubernetes.io~1canary-weight","value":"10"},{"op":"replace","path":"/metadata/annotations/nginx.ingress.kubernetes.io~1canary-weight","value":"50"}]"#
    )
    let line = try #require(plan.shift.lines.first { $0.backend == "api-v2-1" })
    #expect(line.before == 0.1 && line.after == 0.5)
    #expect(abs((line.rateBefore ?? 0) - 18) < 0.5)
    #expect(abs((line.rateAfter ?? 0) - 90) < 1)
  }

  @Test func `ten points are mild, more is a warning`() {
    let live = Shop.context(live: true)
    #expect(Shop.plan(.weights(Shop.api, [v1: 80, v2: 20]), live)?.level == .mild)
    #expect(Shop.plan(.weights(Shop.api, [v1: 79, v2: 21]), live)?.level == .warning)
  }

  @Test func `weights that do not add up are refused`() {
    #expect(
      Shop.refusal(.weights(Shop.api, [v1: 50, v2: 40]))
        == "the weights must add up to 100, not 90")
    let other = Route.ID(source: Shop.api.source, host: "shop.local", path: "/")
    #expect(Shop.refusal(.weights(other, [v1: 100]))?.contains("one backend") == true)
  }
}

struct PodPlansTests {
  private let pod = ShopCluster.name("web-1")

  @Test func `a deleted pod is replaced and cannot be undone`() throws {
    let plan = try #require(Shop.plan(.deletePod(pod), Shop.context(live: true)))
    #expect(plan.kubectl == "kubectl --context prod-eu -n shop delete pod web-1")
    #expect(plan.write.body.text == #"{"preconditions":{"uid":"web-1"}}"#)
    #expect(plan.inverse == nil)
    #expect(plan.level == .severe)
    #expect(plan.shift.lost.map(\.backend) == ["web-1"])
    #expect(plan.shift.gained.map(\.backend) == ["web-(new)"])
  }

  @Test func `a restart writes the time into the template`() throws {
    let plan = try #require(Shop.plan(.restart(ShopCluster.deployment("web"))))
    #expect(plan.kubectl == "kubectl -n shop rollout restart deployment web")
    #expect(
      plan.write.body.text
        == #"{"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"2026-01-05T12:04:31Z"}}}}}"#
    )
  }

  @Test func `an unready pod gives its part to the others`() throws {
    let plan = try #require(Shop.plan(.steer(pod, annotation: "demo/ready", value: "false")))
    #expect(plan.kubectl == "kubectl -n shop annotate pod web-1 demo/ready=false --overwrite")
    #expect(plan.shift.lines.map(\.after) == [0, 0.5, 0.5])
    #expect(plan.inverse == .steer(pod, annotation: "demo/ready", value: nil))
    let back = try #require(
      Shop.plan(
        .steer(ShopCluster.name("x"), annotation: "demo/ready", value: nil),
        Shop.context { cluster in
          var pod = ShopCluster.pod("x", of: "web", labels: ["app": "web"], address: "10.1.9.9")
          pod.metadata.annotations = ["demo/ready": "false"]
          cluster.pod(pod)
        }))
    #expect(back.kubectl == "kubectl -n shop annotate pod x demo/ready- --overwrite")
    #expect(back.write.body.text == #"{"metadata":{"annotations":{"demo/ready":null}}}"#)
  }

  @Test func `real pods are not steered, and unknown steerings are named`() {
    #expect(
      Shop.refusal(.steer(pod, annotation: "demo/ready", value: "false"), Shop.context(live: true))?
        .hasPrefix("pods can only be steered in the playground") == true)
    #expect(
      Shop.refusal(.steer(pod, annotation: "demo/no", value: "1"))?.contains("steers nothing")
        == true)
  }

  @Test(arguments: [
    ("plain", "plain"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("", "''"), ("$(x)", "'$(x)'"),
  ])
  func `words are quoted for the shell only where they must be`(_ word: String, _ quoted: String) {
    #expect(KubectlLine.quoted(word) == quoted)
  }
}

struct ObservedEffectTests {
  @Test func `a scale is observed when the pods are ready, and measured beside the forecast`()
    throws
  {
    let context = Shop.context()
    let web = ShopCluster.deployment("web")
    let plan = try #require(Shop.plan(.scale(web, replicas: 2), context))
    #expect(
      !plan.proposal.isObserved(in: context.inventory, context.routing, uid: "", since: 0))
    let shift = plan.observedShift(
      in: context.inventory, context.routing, context.readings, since: 0)
    #expect(shift.lines.count == 3)
    #expect(shift.lines.allSatisfy { abs(($0.after ?? 0) - 1 / 3) < 0.01 })
  }
}
