import Diagnosis
import Reporting
import Routing
import TestSupport
import Testing
import Topology

@Suite struct TraceReportTests {
  /// A shop whose Service `pay` asks for a label that no pod has.
  private var shop: Inventory {
    var cluster = SmallCluster()
    FaultFixture.shop(&cluster)
    cluster.service("pay", selector: ["app": "pay", "tier": "backend"])
    cluster.pods("pay", 2, labels: ["app": "pay", "tier": "back-end"])
    cluster.ingress("pay", "shop.local/pay Prefix pay:80")
    return cluster.inventory
  }

  @Test func `a trace has the shape of the contract`() throws {
    let value = TraceReport.json(
      try TraceCase.trace("http://shop.local/pay/x", in: shop))
    #expect(value["apiVersion"] == "sluice/v1" && value["kind"] == "Trace")
    #expect(
      value["request"] == [
        "method": "GET", "url": "http://shop.local/pay/x", "host": "shop.local",
        "path": "/pay/x", "from": "outside", "headers": [],
      ])
    #expect(value["verdict"] == "fault" && value["status"] == 503)
    #expect(value["rootCause"] == "service-selector-matches-nothing")
    #expect(
      value["hops"].array.map { "\($0["hop"].string ?? "") \($0["state"].string ?? "")" } == [
        "dns unknown", "listener ok", "route ok", "service ok", "selector fault",
        "endpoints notReached", "policy notReached", "pod notReached", "response fault",
      ])
    #expect(
      value["hops"].array[4] == [
        "hop": "selector", "state": "fault", "object": "service/shop/pay",
        "says": "app=pay, tier=backend matches 0 of 5 pods.", "evidence": "objects",
        "fault": "service-selector-matches-nothing",
      ])
    #expect(
      value["matched"] == [
        "kind": "Ingress", "namespace": "shop", "name": "pay", "host": "shop.local",
        "path": "/pay", "pathType": "Prefix", "rule": 0, "field": "spec.rules[0].http.paths[0]",
      ])
    #expect(
      value["backends"] == [
        ["service": "shop/pay", "port": 80, "share": 1, "endpoints": []]
      ])
    #expect(
      value["losers"] == [
        [
          "route": "ingress/shop/web", "host": "shop.local", "path": "/",
          "why": "would match, shorter",
        ]
      ])
    #expect(value["faults"].array.first?["id"] == "service-selector-matches-nothing")
    #expect(
      value.object.keys.sorted() == [
        "apiVersion", "backends", "faults", "hops", "kind", "losers", "matched", "request",
        "rootCause", "status", "verdict",
      ])
  }

  @Test func `what is not known is null`() throws {
    let value = TraceReport.json(try TraceCase.trace("service/shop/web", in: shop))
    #expect(value.object["matched"] == .null && value.object["status"] == .null)
    #expect(value.object["rootCause"] == .null && value["verdict"] == "ok")
    #expect(
      value["backends"].array[0]["endpoints"].array[0] == [
        "pod": "shop/web-1", "address": "10.1.0.1", "port": 8080, "node": "node-1",
        "ready": true, "share": .number(0.333333),
      ])
  }

  @Test func `the text reads well at 80 columns`() throws {
    let text = TraceReport.text(try TraceCase.trace("http://shop.local/pay/x", in: shop))
    #expect(
      text == """
        trace   GET http://shop.local/pay/x, from outside
        result  fault, 503, because of service-selector-matches-nothing

          1 unknown  DNS        Where DNS leads shop.local is not known here.
          2 ok       Listener   Port 80 of ingress-nginx, the controller of class nginx.
          3 ok       Route      /pay Prefix leads to pay:80 (rule 1 of 1).
          4 ok       Service    pay, ClusterIP 10.0.0.1, port 80 leads to 8080.
        > 5 fault    Selector   app=pay, tier=backend matches 0 of 5 pods.
          6 -        Endpoints  Not reached.
          7 -        Policy     Not reached.
          8 -        Pod        Not reached.
          9 fault    Response   503 Service Unavailable, written by ingress-nginx.

        backends
            shop/pay:80  100 %  no endpoint

        other rules
            shop.local/  ingress/shop/web  would match, shorter

        fault service-selector-matches-nothing of service/shop/pay
              No pod has app=pay,tier=backend.
          fix Change the selector to tier=back-end: 2 pods differ in this label alone,
              for example pay-1.

        fault ingress-backend-no-ready-endpoints of ingress/shop/pay, because of
              service-selector-matches-nothing
              Service pay has no usable endpoint on port 80, so requests get 503.
          fix See the faults of service/shop/pay.

        """)
  }

  @Test func `no line of any case is wider than 80 columns, or can steer a terminal`() throws {
    for fixture in TraceCase.all {
      let text = TraceReport.text(try fixture.trace)
      for line in text.split(separator: "\n") where line.contains(where: { $0 == " " }) {
        #expect(line.count <= 100, "\(fixture.testDescription): \(line)")
        #expect(String(line) == String(line).cleaned)
        #expect(line.last != " ")
      }
      #expect(text.hasSuffix("\n") && !text.contains("\n\n\n"))
    }
  }
}
