import Foundation
import NIOCore
import TestSupport
import Testing
import Topology
import Traffic

@testable import Probing

/// Health checks of gRPC servers, beside the server of gRPC's own library.
@Suite(.realTime) struct GRPCHealthTests {
  /// Runs a test beside a server whose service "up" serves and whose service "down" does not.
  private func withServer(_ test: (Int) async throws -> Void) async throws {
    let path = Program.peer("grpc-health")
    try #require(
      FileManager.default.isExecutableFile(atPath: path),
      "grpc-health is missing: run Tests/peers grpc-health")
    let (input, output) = (try ChildPipe(), try ChildPipe())
    let server = try ChildProcess(
      path, [], input: input.reading.fileDescriptor, output: output.writing.fileDescriptor,
      errors: FileHandle.standardError.fileDescriptor)
    try input.reading.close()
    try output.writing.close()
    let line = await output.next()
    let port = Int(line.trimmingCharacters(in: .newlines))
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(try await test(try #require(port, "\(line)")))
    } catch {
      outcome = .failure(error)
    }
    try input.writing.close()
    server.wait()
    try outcome.get()
  }

  private func probe(port: Int, service: String?) async -> ProbeReading {
    var probe: JSONValue = ["port": .integer(Int64(port))]
    if let service { probe["service"] = .string(service) }
    let pod: JSONValue = ["spec": ["containers": [["readinessProbe": ["grpc": probe]]]]]
    let prober = Prober(
      cluster: .init(pod: { _ in pod }, proxied: { _, _, _, _ in nil }), patience: 30,
      clock: { 100 })
    return await prober.probe(
      ProbeTarget(
        service: NamespacedName("shop", "web"),
        address: BackendAddress(address: "127.0.0.1", port: port),
        pod: NamespacedName("shop", "web-1"), template: ""))
  }

  @Test func `a server says of each service whether it serves`() async throws {
    try await withServer { port in
      #expect(await probe(port: port, service: nil).outcome == .health(isServing: true))
      let up = await probe(port: port, service: "up")
      #expect(up.outcome == .health(isServing: true) && up.isWell == true)
      #expect(up.question == "gRPC :\(port) up")
      let down = await probe(port: port, service: "down")
      #expect(down.outcome == .health(isServing: false) && down.isWell == false)
      let other = await probe(port: port, service: "other")
      #expect(other.outcome == .failed("it does not know the service that its probe names"))
      #expect(other.isWell == false)
    }
  }

  @Test func `an answer is a status and a message, whatever is missing`() {
    let serving = ByteBuffer(bytes: [0, 0, 0, 0, 2, 8, 1])
    #expect(GRPCHealthCheck.outcome("0", serving) == .health(isServing: true))
    let unknown = ByteBuffer(bytes: [0, 0, 0, 0, 0])
    #expect(GRPCHealthCheck.outcome("0", unknown) == .health(isServing: false))
    #expect(GRPCHealthCheck.outcome("0", ByteBuffer()) == .failed("its answer cannot be read"))
    #expect(GRPCHealthCheck.outcome(nil, serving) == .failed("it does not speak gRPC"))
    #expect(GRPCHealthCheck.outcome("12", serving) == .failed("it does not offer health checks"))
    #expect(GRPCHealthCheck.outcome("14", serving) == .failed("gRPC status 14"))
  }
}
