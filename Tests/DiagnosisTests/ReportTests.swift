import Reporting
import Routing
import TestSupport
import Testing
import Topology

@Suite struct ReportTests {
  /// A shop with a canary, an external name and a Service that finds nobody.
  private var cluster: SmallCluster {
    var cluster = SmallCluster()
    cluster.nginx()
    cluster.service("web", selector: ["app": "web"], target: .name("http"))
    cluster.service("api", selector: ["app": "api"])
    cluster.service("pay", selector: ["app": "pay"])
    cluster.service(
      Service(
        metadata: Metadata(name: "my-service", namespace: "prod"), exposure: .externalName,
        externalName: "my.database.example.com"))
    cluster.pods("web", 3, labels: ["app": "web"])
    cluster.pods("api", 2, ready: 1, labels: ["app": "api"])
    cluster.ingress(
      "web", "shop.local/ Prefix web:http", "shop.local/pay Exact pay:80",
      tls: [["hosts": ["shop.local"]]])
    cluster.ingress(
      "canary", annotations: [Canary.annotation(""): "true", Canary.annotation("weight"): "25"],
      "shop.local/ Prefix api:80")
    return cluster
  }

  @Test func `services have the shape of the contract`() throws {
    let report = Report(cluster.inventory)
    let list = report.json(.services)
    #expect(list["apiVersion"] == "sluice/v1")
    #expect(list["kind"] == "ServiceList")
    let items = list["items"].array
    #expect(items.map { $0["name"].string } == ["my-service", "api", "pay", "web"])
    let web = try JSONValue(
      parsing: Array(
        #"""
        {"namespace":"shop","name":"web","type":"ClusterIP","clusterIP":"10.0.0.1",
        "ports":[{"name":"http","port":80,"targetPort":"http","nodePort":null,"protocol":"TCP"}],
        "selector":{"app":"web"},"backends":{"ready":3,"serving":3,"total":3},
        "routes":["ingress/shop/web"],"faults":[]}
        """#.utf8))
    #expect(items[3] == web)
    #expect(items[1]["backends"] == ["ready": 1, "serving": 1, "total": 2])
    #expect(items[1]["faults"] == ["endpoints-some-not-ready"])
    #expect(items[0]["externalName"] == "my.database.example.com")
    #expect(items[0]["ports"] == [])
  }

  @Test func `routes come by host and path with weights and shares`() throws {
    let items = Report(cluster.inventory).json(.routes)["items"].array
    let expected = try JSONValue(
      parsing: Array(
        #"""
        {"namespace":"shop","name":"web","kind":"Ingress","controller":"nginx","host":"shop.local",
        "path":"/","pathType":"Prefix","tls":true,"backends":[
        {"service":"shop/web","port":"http","weight":75,"share":0.75},
        {"service":"shop/api","port":"80","weight":25,"share":0.25}],"faults":[]}
        """#.utf8))
    #expect(items.count == 2)
    #expect(items[0] == expected)
    #expect(items[1]["path"] == "/pay")
    #expect(items[1]["backends"].array[0]["share"] == 1)
    #expect(items[1]["faults"] == ["ingress-backend-no-ready-endpoints"])
  }

  @Test func `backends have their expected share and the reason why not`() throws {
    let report = Report(cluster.inventory)
    let items = report.json(.backends, .init(namespace: "shop", name: "api"))["items"].array
    let expected = try JSONValue(
      parsing: Array(
        #"""
        [{"namespace":"shop","service":"api","pod":"api-1","address":"10.1.0.4","port":8080,
        "node":"node-1","zone":"zone-a","ready":true,"serving":true,"terminating":false,
        "reason":"","share":1},
        {"namespace":"shop","service":"api","pod":"api-2","address":"10.1.0.5","port":8080,
        "node":"node-2","zone":"zone-b","ready":false,"serving":false,"terminating":false,
        "reason":"readiness probe failed","share":0}]
        """#.utf8))
    #expect(.array(items) == expected)
    #expect(report.json(.backends)["items"].array.count == 5)
    #expect(report.json(.backends)["items"].array[2]["share"].double == 0.333333)
  }

  @Test func `faults have the shape of the contract, a summary and their place`() throws {
    let report = Report(
      cluster.inventory,
      locate: { object, field in
        object.kind == "Service" && object.name.name == "pay" && field == "spec.selector"
          ? SourceLocation(file: "a.yaml", line: 7) : nil
      })
    let list = report.json(.faults)
    #expect(list["kind"] == "FaultList")
    #expect(list["summary"] == ["fault": 4, "warning": 0, "info": 1])
    let pay = try #require(
      list["items"].array.first { $0["object"].string == "service/shop/pay" })
    #expect(
      pay.object == [
        "id": "service-selector-matches-nothing", "severity": "fault",
        "object": "service/shop/pay", "field": "spec.selector", "says": "No pod has app=pay.",
        "fix":
          "Change spec.selector to labels that the pods have, or deploy pods with these labels.",
        "cause": .null, "file": "a.yaml", "line": 7,
      ])
    let route = list["items"].array.first { $0["object"].string == "ingress/shop/web" }
    #expect(route?["cause"] == "service-selector-matches-nothing")
    #expect(report.hasFaults())
    #expect(!report.hasFaults(.init(namespace: "prod")))
  }

  @Test func `tables align and hide what could steer a terminal`() {
    var cluster = SmallCluster()
    cluster.service("web", selector: ["app": "web"])
    cluster.service("a\u{1B}[2Jb", selector: ["app": "web"])
    cluster.pods("web", 1, labels: ["app": "web"])
    #expect(
      Report(cluster.inventory).text(.services, as: .table) == """
        NAMESPACE  NAME    TYPE       CLUSTER-IP  PORTS     SELECTOR  READY  ROUTES  FAULTS
        shop       a·[2Jb  ClusterIP  10.0.0.1    80->8080  app=web   1/1
        shop       web     ClusterIP  10.0.0.1    80->8080  app=web   1/1

        """)
  }

  @Test func `a route with two backends takes two lines`() {
    #expect(
      Report(cluster.inventory).text(.routes, as: .table) == """
        HOST        PATH  TYPE    BACKEND   WEIGHT  SHARE  TLS  CONTROLLER  SOURCE            FAULTS
        shop.local  /     Prefix  web:http  75      75 %   yes  nginx       ingress/shop/web
                                  api:80    25      25 %
        shop.local  /pay  Exact   pay:80    100     100 %  yes  nginx       ingress/shop/web  ingress-backend-no-ready-endpoints

        """)
  }

  @Test func `YAML says the same as JSON`() {
    let value: JSONValue = [
      "items": [
        ["name": "web", "ports": [80, 443], "empty": [], "none": [:]], "yes", "a: b", .number(1.5),
      ],
      "text": "line\n\u{1B}[0m", "truth": true, "number": "80", "nested": [[1], [["a": "b"]]],
    ]
    #expect(
      YAMLText(value).text == #"""
        items:
        - empty: []
          name: web
          none: {}
          ports:
          - 80
          - 443
        - "yes"
        - "a: b"
        - 1.5
        nested:
        -
          - 1
        -
          - a: b
        number: "80"
        text: "line\n\u001b[0m"
        truth: true

        """#)
  }

  @Test func `hostile text leaves JSON escaped and comes back as it was`() throws {
    let value: JSONValue = ["a": "\u{9B}31m\u{202E}\"\\é\u{1F600}\n"]
    let text = value.text
    #expect(text.cleaned == text)
    #expect(try JSONValue(parsing: Array(text.utf8)) == value)
  }
}
