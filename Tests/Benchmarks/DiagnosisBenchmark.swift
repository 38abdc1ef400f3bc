import Diagnosis
import Foundation
import Routing
import Topology

/// What a full check of a large cluster costs, what an event and a trace cost after it, and how much memory it takes.
struct DiagnosisBenchmark {
  let scale: Double

  private static let now = 1_800_000_000.0

  /// Builds the cluster, looks at everything, and then at what changes.
  func figures() throws -> [Figure] {
    let cluster = GeneratedCluster(scale: scale)
    let empty = try Self.resident()
    let inventory = cluster.inventory()
    let full = try Self.resident()
    let routes = RoutingTable(inventory)
    let routed = try Self.resident()
    let start = DispatchTime.now().uptimeNanoseconds
    let processor = Self.processorSeconds()
    let diagnosis = Diagnosis(inventory, routes: routes, extent: .cluster, now: Self.now)
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    let work = Self.processorSeconds() - processor
    let diagnosed = try Self.resident()
    let best = (0..<3).map { _ in check(inventory, routes) }.min() ?? seconds
    var live = LiveDiagnosis(inventory: inventory, routes: routes, diagnosis: diagnosis)
    return [
      .atMost("diagnosis: full check, the first", seconds, 1, unit: "s"),
      .note("diagnosis: processor time of it", work, unit: "s"),
      .note("diagnosis: full check, the best of three more", best, unit: "s"),
      .note("diagnosis: what it finds", Double(diagnosis.faults.count), unit: "findings"),
      .note("diagnosis: memory of the inventory", full - empty, unit: "MiB"),
      .note("diagnosis: memory of the routes", routed - full, unit: "MiB"),
      .atMost(
        "diagnosis: inventory and diagnosis over the inventory alone",
        1 + (diagnosed - routed) / (full - empty), 1.2, unit: "times"),
    ] + live.figures(of: cluster) + traces(cluster, inventory, routes, diagnosis)
  }

  private func check(_ inventory: Inventory, _ routes: RoutingTable) -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    let diagnosis = Diagnosis(inventory, routes: routes, extent: .cluster, now: Self.now)
    let end = DispatchTime.now().uptimeNanoseconds
    withExtendedLifetime(diagnosis) {}
    return Double(end - start) / 1e9
  }

  /// The processor time of this thread: on a busy machine the clock says little.
  static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// What this process holds, without what is free for reuse.
  private static func resident() throws -> Double {
    // What glibc calls malloc_trim is not among what Swift imports of it.
    if let trim = dlsym(nil, "malloc_trim") {
      _ = unsafeBitCast(trim, to: (@convention(c) (Int) -> Int32).self)(0)
    }
    return try RunningProgram.memory("VmRSS", of: ProcessInfo.processInfo.processIdentifier)
  }

  private func traces(
    _ cluster: GeneratedCluster, _ inventory: Inventory, _ routes: RoutingTable,
    _ diagnosis: Diagnosis
  ) -> [Figure] {
    let world = TraceWorld(inventory, routes: routes, diagnosis: diagnosis, now: Self.now)
    let words = stride(from: 0, to: cluster.services, by: max(1, cluster.services / 1000)).map {
      index -> String in
      let deployment = index / GeneratedCluster.servicesOfDeployment
      switch index % 3 {
      case 0: return "service/\(cluster.service(index)):80"
      case 1: return "http://\(cluster.host(deployment))/shard-\(deployment % 5)/pay"
      default:
        let name = cluster.service(index)
        return "http://\(name.name).\(name.namespace).svc/pay"
      }
    }
    var times: [Double] = []
    for word in words {
      guard let request = try? TraceRequest([word]) else { continue }
      let start = DispatchTime.now().uptimeNanoseconds
      let trace = Trace(request, in: world)
      times.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6)
      withExtendedLifetime(trace) {}
    }
    return [
      .atMost("diagnosis: a trace, p99 of \(times.count)", times.quantile(0.99), 5, unit: "ms")
    ]
  }
}

/// A cluster that changes, looked at again after every event.
private struct LiveDiagnosis {
  var inventory: Inventory
  var routes: RoutingTable
  var diagnosis: Diagnosis

  private static let now = 1_800_000_001.0

  mutating func figures(of cluster: GeneratedCluster) -> [Figure] {
    pods(cluster) + slices(cluster) + services(cluster) + ingresses(cluster)
  }

  /// Takes in one event, and says how many milliseconds that takes.
  private mutating func step(_ event: ResourceEvent) -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    var log = ChangeLog()
    inventory.apply(event, noting: &log)
    routes.follow(inventory, changes: log)
    diagnosis.update(inventory, routes: routes, changes: log, now: Self.now)
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6
  }

  private mutating func measured(
    _ name: String, _ events: [ResourceEvent], limit: Double = 1
  ) -> [Figure] {
    let start = DiagnosisBenchmark.processorSeconds()
    let times = events.map { step($0) }
    let work = (DiagnosisBenchmark.processorSeconds() - start) * 1000
    let mean = times.reduce(0, +) / Double(max(1, times.count))
    return [
      .atMost("diagnosis: after \(name), mean of \(times.count)", mean, limit, unit: "ms"),
      .atMost("diagnosis: after \(name), p99", times.quantile(0.99), limit, unit: "ms"),
      .note(
        "diagnosis: after \(name), processor time", work / Double(max(1, times.count)), unit: "ms"),
    ]
  }

  /// So many objects, spread evenly.
  private func numbers(_ count: Int, of total: Int) -> [Int] {
    (0..<count).map { $0 * 7919 % max(1, total) }
  }

  private mutating func pods(_ cluster: GeneratedCluster) -> [Figure] {
    let events = numbers(2000, of: cluster.pods).compactMap { inventory.pod(cluster.pod($0)) }
      .flatMap { pod -> [ResourceEvent] in
        var other = pod
        other.isReady.toggle()
        other.reason = other.isReady ? "" : "Readiness probe failed: statuscode: 503"
        return [.applied(.pod(other)), .applied(.pod(pod))]
      }
    return measured("a pod turns ready or not", events)
  }

  private mutating func slices(_ cluster: GeneratedCluster) -> [Figure] {
    let events = numbers(1000, of: cluster.services)
      .compactMap { inventory.slice(cluster.slice($0)) }.filter { !$0.endpoints.isEmpty }
      .flatMap { slice -> [ResourceEvent] in
        var other = slice
        other.endpoints[0].isReady.toggle()
        return [.applied(.endpointSlice(other)), .applied(.endpointSlice(slice))]
      }
    return measured("a slice changes", events)
  }

  private mutating func services(_ cluster: GeneratedCluster) -> [Figure] {
    let events = numbers(1000, of: cluster.services)
      .compactMap { inventory.service(cluster.service($0)) }
      .flatMap { service -> [ResourceEvent] in
        var other = service
        other.selector["shard"] = "none"
        return [.applied(.service(other)), .applied(.service(service))]
      }
    return measured("a Service's selector changes", events)
  }

  private mutating func ingresses(_ cluster: GeneratedCluster) -> [Figure] {
    let events = numbers(200, of: cluster.deployments).flatMap { index -> [ResourceEvent] in
      let whole = cluster.ingress(index)
      guard case .generic(var other) = whole else { return [] }
      var rules = other.object["spec"]["rules"].array
      rules[0]["host"] = .string("moved-\(index).shop.example.com")
      other.object["spec"]["rules"] = .array(rules)
      return [.applied(.generic(other)), .applied(whole)]
    }
    return measured("an Ingress changes", events)
  }
}
