import Diagnosis
import Routing
import TestSupport
import Testing
import Topology

@testable import State

/// Requests that the console follows: from rows and from the command line, and how they keep up with the facts.
@Suite struct TraceStateTests {
  private static let pay = Route.ID(
    source: ObjectReference("Ingress", "shop", "shop"), host: "shop.local", path: "/pay")
  private static let selector = RowID.other("selector")

  private var traced: ShopState {
    var shop = ShopState()
    shop.want(.show(.routes))
    shop.run("trace /pay")
    return shop
  }

  @Test func `a route is asked for by its URL from outside, a Service and a backend from inside`() {
    let state = ShopState().state
    let web = ShopCluster.name("web")
    let service = Intent.trace(
      TraceRequest(.service(web, nil), from: .inside), line: "service/shop/web")
    #expect(state.tracing(.service(web)) == service)
    #expect(state.tracing(.backend(service: web, address: "10.1.1.1:8080")) == service)
    guard case .trace(let request, let line)? = state.tracing(.route(Self.pay)) else {
      Issue.record("no trace of a route")
      return
    }
    #expect(line == "GET http://shop.local/pay" && request.text == "http://shop.local/pay")
    #expect(request.source == .outside(nil))
    #expect(state.tracing(.other("x")) == nil)
  }

  @Test(arguments: [
    ("*.shop.local/ Prefix web:80", "http://any.shop.local/"),
    ("/any Prefix web:80", "http://any.host/any"),
    ("shop.local/v1(/|$)(.*) ImplementationSpecific web:80", "http://shop.local/v1"),
  ]) func `a pattern of hosts or paths is asked for by one that it matches`(
    _ path: String, _ url: String
  ) throws {
    var shop = ShopState()
    var cluster = SmallCluster()
    cluster.ingress("pattern", path)
    let object = try #require(cluster.inventory.objects("Ingress").first)
    shop.apply(.generic(object))
    let source = ObjectReference("Ingress", "shop", "pattern")
    let route = try #require(shop.state.routing.routes(of: source).first)
    #expect(shop.state.address(of: route.id) == url)
  }

  @Test func `a trace shows its screen with the hop that decides, and backspace leads back`() {
    var shop = traced
    #expect(shop.state.interface.screen == .trace)
    #expect(shop.state.trace?.rootCause == "service-selector-matches-nothing")
    #expect(shop.state.interface.list(.trace).selection == Self.selector)
    #expect(shop.state.trace?.turn?.hop == .selector)
    shop.want(.goBack)
    #expect(shop.state.interface.screen == .routes)
    shop.want(.show(.trace))
    #expect(shop.state.trace?.request.text == "http://shop.local/pay")
  }

  @Test func `a trace follows the facts: what is mended is well with the next tick`() throws {
    var shop = traced
    shop.want(.select(Self.selector, on: .trace, order: []))
    var service = try #require(shop.state.live.inventory.service(ShopCluster.name("pay")))
    service.selector = ["app": "pay", "tier": "back-end"]
    shop.apply(.service(service))
    shop.slices("pay")
    shop.pass(0.5)
    #expect(shop.state.trace?.verdict == .ok)
    #expect(shop.state.trace?.turn == nil)
    #expect(shop.state.interface.list(.trace).selection == Self.selector)
    #expect(shop.state.order(.trace).ids.contains(Self.selector))
  }

  @Test func `a trace on another screen waits, and is current when it is looked at again`() throws {
    var shop = traced
    shop.want(.show(.services))
    var service = try #require(shop.state.live.inventory.service(ShopCluster.name("pay")))
    service.selector = ["app": "pay", "tier": "back-end"]
    shop.apply(.service(service))
    shop.slices("pay")
    shop.pass(0.5)
    #expect(shop.state.trace?.verdict == .fault)
    shop.want(.goBack)
    #expect(shop.state.trace?.verdict == .ok)
  }

  @Test func `a paused display keeps its trace`() throws {
    var shop = traced
    shop.want(.togglePause)
    var service = try #require(shop.state.live.inventory.service(ShopCluster.name("pay")))
    service.selector = ["app": "pay", "tier": "back-end"]
    shop.apply(.service(service))
    shop.slices("pay")
    shop.pass(0.5)
    #expect(shop.state.trace?.verdict == .fault)
    shop.want(.togglePause)
    #expect(shop.state.trace?.verdict == .ok)
  }

  @Test func `another cluster forgets the trace`() {
    var shop = traced
    shop.send(.connected(Connection(context: "other", kind: .live), journal: []))
    #expect(shop.state.trace == nil && shop.state.interface.trace.request == nil)
  }

  @Test(arguments: [
    ("trace pay", "service/shop/pay"), ("trace service/shop/pay:80", "service/shop/pay:80"),
    ("trace POST http://shop.local/api -H Host:shop.local", "http://shop.local/api"),
    ("trace shop.local/api --from outside", "http://shop.local/api"),
    ("trace http://web/ --from=pod/shop/web-1", "http://web/"),
    ("trace http://web/ --from deployment/shop/web", "http://web/"),
  ]) func `the command takes requests as the command line does`(_ line: String, _ text: String) {
    var shop = ShopState()
    shop.run(line)
    #expect(shop.state.interface.trace.request?.text == text, "\(shop.notice)")
    #expect(shop.state.interface.screen == .trace)
    #expect(shop.state.interface.trace.line == String(line.dropFirst(6)))
  }

  @Test(arguments: [
    ("trace ftp://x/", "the scheme `ftp` is not traced: http and https are"),
    ("trace GET POST http://x/", "one METHOD and one URL are traced at a time"),
    ("trace http://web/ --from", "after --from its value is missing"),
    ("trace http://web/ --form x", "there is no option --form: --from and -H are"),
    ("trace http://web/ --from pod/shop/none", "there is no pod/shop/none to ask from"),
    ("trace nobody", "`nobody` is no URL: write http:// or https:// before it, or service/NAME"),
    ("explain nobody", "\"nobody\" is no fault, no route and no service"),
    ("explain payy", "\"payy\" is no fault, no route and no service; did you mean pay?"),
  ]) func `what is no request is one line that says why`(_ line: String, _ notice: String) {
    var shop = ShopState()
    shop.run(line)
    #expect(shop.notice == notice)
    #expect(shop.state.interface.trace.request == nil && shop.state.interface.overlay == nil)
  }

  @Test func `the command completes URLs, Services, methods and sources`() {
    let state = ShopState().state
    func titles(_ line: String) -> [String] { state.completions(of: line).map(\.title) }
    #expect(titles("trace ").prefix(2) == ["http://shop.local/", "http://shop.local/api"])
    #expect(titles("trace ser").contains("service/shop/web"))
    #expect(titles("trace PO") == ["POST"] || titles("trace PO").first == "POST")
    #expect(titles("trace GET http").first == "http://shop.local/")
    #expect(titles("trace http://shop.local/ ") == ["--from", "-H"])
    #expect(titles("trace GET http://shop.local/ --") == ["--from"])
    #expect(titles("trace http://shop.local/ --from pod/shop/web-1").first == "pod/shop/web-1")
    #expect(titles("trace http://shop.local/ --from ").prefix(2) == ["outside", "inside"])
    #expect(titles("explain ").first == "endpoints-some-not-ready")
  }

  @Test func `a line without a request shows the screen`() {
    var shop = ShopState()
    shop.run("trace")
    #expect(shop.state.interface.screen == .trace && shop.state.trace == nil)
  }
}

/// The list of faults, and what is explained.
@Suite struct FaultListTests {
  @Test func `consequences stand below their cause, and the worst cause comes first`() throws {
    var shop = ShopState()
    shop.run("faults")
    let lines = shop.state.faultList.lines
    let text = lines.map { "\($0.depth) \($0.fault.object) \($0.fault.id)" }
    let cause = try #require(
      lines.firstIndex { $0.fault.id == "service-selector-matches-nothing" })
    #expect(lines[cause].depth == 0, "\(text)")
    #expect(
      lines[cause + 1].fault.id == "ingress-backend-no-ready-endpoints"
        && lines[cause + 1].depth == 1, "\(text)")
    #expect(lines.allSatisfy { $0.fault.grade > .info })
    let worst = lines.filter { $0.depth == 0 }.first?.fault.grade
    #expect(worst == .blocker, "\(text)")
    #expect(shop.state.faultList.total == lines.count)
  }

  @Test func `the list is of the namespace on show, and follows the facts while it is open`() throws
  {
    var shop = ShopState()
    shop.run("ns shop")
    shop.run("faults")
    let all = shop.state.faultList.lines.count
    #expect(all > 2)
    var service = try #require(shop.state.live.inventory.service(ShopCluster.name("pay")))
    service.selector = ["app": "pay", "tier": "back-end"]
    shop.apply(.service(service))
    shop.slices("pay")
    shop.pass(0.5)
    #expect(shop.state.faultList.lines.count == all - 2)
    shop.want(.closeOverlay)
    shop.pass(0.5)
    #expect(shop.state.faultList.lines.isEmpty)
    shop.want(.setNamespace("elsewhere"))
    shop.run("faults")
    #expect(shop.state.faultList.lines.isEmpty)
  }

  @Test(arguments: [
    (
      "explain service-selector-matches-nothing", Explained.kind("service-selector-matches-nothing")
    ),
    ("explain pay", .row(.service(ShopCluster.name("pay")))),
    (
      "why /pay",
      .row(
        .route(
          Route.ID(
            source: ObjectReference("Ingress", "shop", "shop"), host: "shop.local", path: "/pay")))
    ),
  ]) func `the command explains faults, routes and Services`(_ line: String, _ subject: Explained) {
    var shop = ShopState()
    shop.run(line)
    #expect(shop.state.interface.overlay == .explanation(subject, scroll: 0), "\(shop.notice)")
  }

  @Test func `without a word the selected row is explained, or the hop of the trace`() {
    var shop = ShopState()
    shop.want(.show(.services))
    shop.run("explain")
    #expect(
      shop.state.interface.overlay
        == .explanation(.row(.service(ShopCluster.name("pay"))), scroll: 0))
    shop.run("trace /pay")
    shop.run("explain")
    #expect(shop.state.interface.overlay == .explanation(.hop(.selector), scroll: 0))
  }

  @Test func `the faults of a route are those of its Services too`() {
    let state = ShopState().state
    let route = Route.ID(
      source: ObjectReference("Ingress", "shop", "shop"), host: "shop.local", path: "/pay")
    #expect(
      state.faults(of: .route(route)).map(\.id) == [
        "ingress-backend-no-ready-endpoints", "service-selector-matches-nothing",
      ])
    #expect(state.faults(of: .service(ShopCluster.name("web"))) == [])
    let cause = state.faults(of: .route(route)).first.flatMap { state.faultCauses.cause(of: $0) }
    #expect(cause?.object == ObjectReference("Service", ShopCluster.name("pay")))
  }
}
