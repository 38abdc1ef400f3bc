import Testing
import Topology

/// What keeps a pod from being ready, read from its status.
@Suite struct PodReadinessTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let status: JSONValue
    let hold: Pod.Hold
    let reason: String

    var testDescription: String { name }
  }

  private static func waiting(_ reason: String) -> JSONValue {
    [["state": ["waiting": ["reason": .string(reason)]]]]
  }

  private static func condition(
    _ type: String, _ status: String, _ message: String = ""
  ) -> JSONValue {
    ["type": .string(type), "status": .string(status), "message": .string(message)]
  }

  private static let cases: [Case] = [
    Case(
      name: "ready",
      status: [
        "conditions": [condition("Ready", "True")], "containerStatuses": waiting("ErrImagePull"),
      ], hold: .none, reason: ""),
    Case(
      name: "no node", status: ["conditions": [condition("PodScheduled", "False", "0/3 nodes")]],
      hold: .unschedulable, reason: "0/3 nodes"),
    Case(
      name: "image of the second container",
      status: [
        "conditions": [condition("Ready", "False", "containers")],
        "containerStatuses": .array(
          waiting("ContainerCreating").array + waiting("ImagePullBackOff").array),
      ], hold: .image, reason: "ImagePullBackOff"),
    Case(
      name: "image of an init container",
      status: [
        "conditions": [condition("Initialized", "False", "incomplete")],
        "containerStatuses": waiting("PodInitializing"),
        "initContainerStatuses": waiting("ErrImagePull"),
      ], hold: .image, reason: "ErrImagePull"),
    Case(
      name: "an init container fails",
      status: [
        "conditions": [condition("Initialized", "False", "incomplete")],
        "containerStatuses": waiting("PodInitializing"),
        "initContainerStatuses": waiting("CrashLoopBackOff"),
      ], hold: .initializing, reason: "CrashLoopBackOff"),
    Case(
      name: "an init container runs",
      status: [
        "conditions": [condition("Initialized", "False", "incomplete")],
        "containerStatuses": waiting("PodInitializing"),
        "initContainerStatuses": [["state": ["running": [:]]]],
      ], hold: .initializing, reason: "incomplete"),
    Case(
      name: "between two runs",
      status: [
        "conditions": [condition("Initialized", "True")],
        "containerStatuses": [
          ["restartCount": 2, "state": ["terminated": ["reason": "OOMKilled"]]]
        ],
      ], hold: .crash, reason: "Error"),
    Case(
      name: "one container has done its work",
      status: [
        "containerStatuses": [
          ["restartCount": 2, "state": ["terminated": ["reason": "Completed"]]]
        ]
      ], hold: .none, reason: ""),
    Case(
      name: "a gate",
      status: [
        "conditions": [
          condition("Ready", "False", "the gate"), condition("ContainersReady", "True"),
        ]
      ], hold: .readinessGate, reason: "the gate"),
    Case(
      name: "a probe",
      status: [
        "conditions": [
          condition("Ready", "False", "a probe"), condition("ContainersReady", "False"),
        ]
      ], hold: .none, reason: "a probe"),
    Case(
      name: "evicted", status: ["phase": "Failed", "reason": "Evicted"], hold: .none,
      reason: "Evicted"),
  ]

  @Test(arguments: cases) func `a status says what holds the pod up`(_ example: Case) {
    let pod = Pod(["metadata": ["name": "a"], "status": example.status])
    #expect(pod.hold == example.hold)
    #expect(pod.reason == example.reason)
  }

  @Test func `a pod takes no more room for it`() {
    // The byte stands beside isReady, where nothing was.
    let place = MemoryLayout<Pod>.offset(of: \.isReady)
    #expect(MemoryLayout<Pod>.offset(of: \.hold) == place.map { $0 + 1 })
    #expect(MemoryLayout<Pod>.offset(of: \.reason) == place.map { $0 + 8 })
  }
}
