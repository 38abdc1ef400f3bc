import Playground
import Testing
import Topology

@Suite struct PodPredictionTests {
  private static func report(
    _ container: JSONValue, _ annotations: [String: String] = [:]
  ) async throws -> Pod? {
    try await ControllerFixture.settled(
      Manifest.pod("web", annotations: annotations, container: container)
    ).pods.first
  }

  private static let listening: JSONValue = ["ports": [["containerPort": 8080, "name": "http"]]]

  private static func probing(_ probe: JSONValue) -> JSONValue {
    var container = listening
    container["readinessProbe"] = probe
    return container
  }

  @Test(arguments: [
    listening, probing(["httpGet": ["path": "/ready", "port": 8080]]),
    probing(["httpGet": ["path": "/ready", "port": "http"]]),
    probing(["tcpSocket": ["port": 8080]]),
    probing(["exec": ["command": ["true"]]]), probing(["grpc": ["port": 8080]]), [:],
  ]) func `a pod that answers its probe is ready`(container: JSONValue) async throws {
    #expect(try await Self.report(container)?.isReady == true)
  }

  @Test(arguments: [
    probing(["httpGet": ["path": "/", "port": 9090]]), probing(["tcpSocket": ["port": 9090]]),
    probing(["tcpSocket": ["port": "none"]]),
  ]) func `a probe to a port that nothing listens on fails`(container: JSONValue) async throws {
    let pod = try await Self.report(container)
    #expect(pod?.isReady == false)
    #expect(pod?.phase == "Running")
    #expect(pod?.reason.isEmpty == false)
  }

  @Test func `the annotation demo/ready withholds readiness with and without a probe`()
    async throws
  {
    let unready = ["demo/ready": "false"]
    #expect(try await Self.report(Self.listening, unready)?.isReady == false)
    let probed = Self.probing(["httpGet": ["path": "/ready", "port": 8080]])
    #expect(try await Self.report(probed, unready)?.reason.contains("503") == true)
  }

  @Test func `a deaf pod fails its probe, and without a probe nobody notices`() async throws {
    let deaf = ["demo/listen": "false"]
    let probed = Self.probing(["tcpSocket": ["port": 8080]])
    #expect(try await Self.report(probed, deaf)?.isReady == false)
    #expect(try await Self.report(Self.listening, deaf)?.isReady == true)
  }

  @Test func `an unmet readiness gate holds a pod back`() async throws {
    var pod = Manifest.pod("web")
    pod["spec"]["readinessGates"] = [["conditionType": "example.com/gate"]]
    let found = try await ControllerFixture.settled(pod).pods.first
    #expect(found?.isReady == false)
  }

  @Test func `probes are defaulted as the API does`() throws {
    let probe = try #require(ProbePlan(["exec": [:]], ports: []))
    #expect(
      [probe.initialDelay, probe.period, probe.timeout] == [0, 10, 1])
    #expect([probe.successThreshold, probe.failureThreshold] == [1, 3])
  }

  @Test func `annotations that cannot be read change nothing`() {
    let strange = ["demo/latency-ms": "soon", "demo/error-rate": "nan", "demo/ready": "maybe"]
    #expect(PodBehaviour(annotations: strange) == PodBehaviour())
  }

  @Test(arguments: [
    ("127.64.1.7", 80, "127.64.1.7:10080"), ("127.64.1.7", 8080, "127.64.1.7:8080"),
    ("192.0.2.1", 8080, "127.0.0.1:0"), ("127.0.0.1.example.com", 80, "127.0.0.1:0"),
  ]) func `privileged ports move up, and nothing outside of this machine is dialled`(
    address: String, port: Int, expected: String
  ) {
    let ports = LoopbackPorts(lowest: 1024)
    let dialled = ports.dialled(BackendAddress(address: address, port: port))
    #expect(dialled.description == expected)
  }
}
