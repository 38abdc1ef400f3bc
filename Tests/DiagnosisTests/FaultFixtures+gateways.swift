import TestSupport
import Topology

/// Classes, Gateways and listeners.
extension FaultFixture {
  private static func http(_ more: String, name: String = "http") -> String {
    #"{"name":"\#(name)","port":80,"protocol":"HTTP"\#(more)}"#
  }

  static let gateways = gatewayClasses + gatewayListeners

  private static let gatewayClasses: [FaultFixture] = [
    FaultFixture("gateway-class-not-found", "gateway/shop/edge") {
      $0.gatewayClass("egde")
      $0.gateway()
    } sound: {
      $0.edge()
    },
    FaultFixture("gateway-class-not-accepted", "gatewayclass/edge") {
      $0.gatewayClass(accepted: "False", reason: "InvalidParameters")
      $0.gateway()
    } sound: {
      $0.edge()
    },
    FaultFixture("gateway-class-not-accepted", "gatewayclass/edge") {
      $0.gatewayClass(accepted: "Unknown", reason: "Pending")
    } sound: {
      // A condition beside it is no refusal, and manifests have no status.
      $0.gatewayObject("GatewayClass", "", "edge", #"{"controllerName":"example.com/controller"}"#)
      $0.gateway()
    },
    FaultFixture("gateway-class-unused", "gatewayclass/edge") {
      $0.gatewayClass()
    } sound: {
      // Another class of the same controller is in use.
      $0.gatewayClass("other")
      $0.edge()
    },
    FaultFixture("gateway-not-accepted", "gateway/shop/edge") {
      $0.gatewayClass()
      $0.gateway(status: SmallCluster.conditions([("Accepted", "False", "UnsupportedAddress")]))
    } sound: {
      // What was said of an older generation is not said again.
      $0.gatewayClass()
      $0.gateway(
        status: SmallCluster.conditions([("Accepted", "False", "UnsupportedAddress")]),
        metadata: #"{"generation":3}"#)
    },
    FaultFixture("gateway-not-accepted", "gateway/shop/edge") {
      $0.gatewayClass(accepted: "False", reason: "Unsupported")
      $0.gateway(status: SmallCluster.conditions([("Accepted", "Unknown", "Pending")]))
    } sound: {
      $0.gatewayClass()
      $0.gateway(
        listeners: http(#","tls":{}"#),
        status: SmallCluster.conditions([("Accepted", "False", "ListenersNotValid")]))
    },
    FaultFixture("gateway-not-programmed", "gateway/shop/edge") {
      $0.gatewayClass()
      $0.gateway(
        status: SmallCluster.conditions([
          ("Accepted", "True", "Accepted"), ("Programmed", "False", "AddressNotAssigned"),
        ]))
    } sound: {
      $0.gatewayClass()
      $0.gateway(
        status: SmallCluster.conditions([
          ("Accepted", "True", "Accepted"), ("Programmed", "True", "Programmed"),
        ]))
    },
    FaultFixture("status-stale", "gateway/shop/edge") {
      $0.gatewayClass()
      $0.gateway(
        status: SmallCluster.conditions([("Accepted", "True", "Accepted")]),
        metadata: #"{"generation":3}"#)
    } sound: {
      $0.gatewayClass()
      $0.gateway(
        status: SmallCluster.conditions([("Accepted", "True", "Accepted")]),
        metadata: #"{"generation":2}"#)
    },
    FaultFixture(
      "gateway-api-crd-too-old", "customresourcedefinition/gateways.gateway.networking.k8s.io"
    ) {
      $0.gatewayDefinition("v0.8.1")
    } sound: {
      $0.gatewayDefinition("v1.2.0")
    },
  ]

  private static let gatewayListeners: [FaultFixture] = [
    FaultFixture("listener-duplicate", "gateway/shop/edge") {
      $0.gateway(
        listeners: http(#","hostname":"a.test""#) + "," + http(#","hostname":"A.test""#, name: "b"))
    } sound: {
      $0.gateway(
        listeners: http(#","hostname":"a.test""#) + "," + http(#","hostname":"b.test""#, name: "b"))
    },
    FaultFixture("listener-duplicate", "listenerset/shop/more") {
      $0.gateway(more: #","allowedListeners":{"namespaces":{"from":"Same"}}"#)
      $0.listenerSet(http("", name: "b"))
    } sound: {
      // The controller serves it: it has merged what it was able to.
      $0.gateway(
        listeners: http("") + "," + http("", name: "b"),
        status: SmallCluster.bothServed)
    },
    FaultFixture("listener-protocol-conflict", "gateway/shop/edge") {
      $0.gateway(listeners: http("") + #",{"name":"tcp","port":80,"protocol":"TCP"}"#)
    } sound: {
      $0.gateway(listeners: http("") + #",{"name":"udp","port":80,"protocol":"UDP"}"#)
    },
    FaultFixture("listener-protocol-conflict", "gateway/shop/edge") {
      $0.gateway(status: SmallCluster.listenerStatus([("Conflicted", "True", "ProtocolConflict")]))
    } sound: {
      $0.gateway(status: SmallCluster.listenerStatus([("Conflicted", "False", "NoConflicts")]))
    },
    FaultFixture("listener-protocol-unsupported", "gateway/shop/edge") {
      $0.gateway(listeners: #"{"name":"http","port":80,"protocol":"http"}"#)
    } sound: {
      $0.gateway(
        listeners:
          #"{"name":"http","port":80,"protocol":"example.com/bar"},{"name":"mesh","port":15008,"protocol":"HBONE"}"#
      )
    },
    FaultFixture("listener-protocol-unsupported", "gateway/shop/edge") {
      $0.gateway(
        status: SmallCluster.listenerStatus([("Accepted", "False", "UnsupportedProtocol")]))
    } sound: {
      $0.gateway(status: SmallCluster.listenerStatus([("Accepted", "True", "Accepted")]))
    },
    FaultFixture("listener-port-unavailable", "gateway/shop/edge") {
      $0.gateway(status: SmallCluster.listenerStatus([("Accepted", "False", "PortUnavailable")]))
    } sound: {
      $0.gateway(
        status: SmallCluster.listenerStatus([("Accepted", "False", "PortUnavailable")]),
        metadata: #"{"generation":3}"#)
    },
    FaultFixture("listener-route-kinds-invalid", "gateway/shop/edge") {
      $0.gateway(listeners: http(#","allowedRoutes":{"kinds":[{"kind":"TCPRoute"}]}"#))
    } sound: {
      $0.gateway(
        listeners: http(
          #","allowedRoutes":{"kinds":[{"kind":"GRPCRoute"},{"group":"example.com","kind":"TCPRoute"}]}"#
        ))
    },
    FaultFixture("listener-allowed-selector-invalid", "gateway/shop/edge") {
      $0.gateway(listeners: http(#","allowedRoutes":{"namespaces":{"from":"Selector"}}"#))
    } sound: {
      $0.gateway(
        listeners: http(#","allowedRoutes":{"namespaces":{"from":"Selector","selector":{}}}"#))
    },
    FaultFixture("listener-allowed-selector-invalid", "gateway/shop/edge") {
      $0.gateway(
        listeners: http(
          #","allowedRoutes":{"namespaces":{"from":"Selector","selector":{"matchExpressions":[{"key":"a","operator":"In"}]}}}"#
        ))
    } sound: {
      $0.gateway(
        listeners: http(
          #","allowedRoutes":{"namespaces":{"from":"Selector","selector":{"matchExpressions":[{"key":"a","operator":"Exists"}]}}}"#
        ))
    },
    FaultFixture("listener-no-attached-routes", "gateway/shop/edge") {
      $0.edge(
        listener: http(#","hostname":"a.test""#) + "," + http(#","hostname":"b.test""#, name: "b"))
      $0.httpRoute(more: #","hostnames":["a.test"]"#)
    } sound: {
      $0.edge(
        listener: http(#","hostname":"a.test""#) + "," + http(#","hostname":"b.test""#, name: "b"))
      $0.httpRoute()
    },
    FaultFixture("listener-no-attached-routes", "gateway/shop/edge") {
      $0.gateway()
    } sound: {
      // The route says why it is not attached.
      $0.gateway(listeners: http(#","hostname":"b.test""#))
      $0.httpRoute(more: #","hostnames":["a.test"]"#)
    },
    FaultFixture("listenerset-not-allowed", "listenerset/shop/more") {
      $0.gateway()
      $0.listenerSet(http("", name: "b"))
    } sound: {
      $0.gateway(more: #","allowedListeners":{"namespaces":{"from":"Same"}}"#)
      $0.listenerSet(#"{"name":"b","port":81,"protocol":"HTTP"}"#)
    },
    FaultFixture("listenerset-not-allowed", "listenerset/shop/more") {
      $0.listenerSet(http("", name: "b"))
    } sound: {
      $0.gateway(more: #","allowedListeners":{"namespaces":{"from":"All"}}"#)
      $0.listenerSet(#"{"name":"b","port":81,"protocol":"HTTP"}"#)
    },
  ]
}

extension SmallCluster {
  /// The definition of Gateways in a version of the Gateway API.
  fileprivate mutating func gatewayDefinition(_ version: String) {
    add(
      .customResourceDefinition,
      [
        "metadata": [
          "name": "gateways.gateway.networking.k8s.io",
          "annotations": ["gateway.networking.k8s.io/bundle-version": .string(version)],
        ], "spec": ["group": "gateway.networking.k8s.io"],
      ])
  }

  /// The status of the listeners `http` and `b`, which are served.
  fileprivate static var bothServed: String {
    let served = conditionList([
      ("Accepted", "True", "Accepted"), ("Programmed", "True", "Programmed"),
    ])
    return
      #"{"listeners":[{"name":"http","attachedRoutes":1,"conditions":\#(served)},{"name":"b","attachedRoutes":1,"conditions":\#(served)}]}"#
  }

  /// The ListenerSet `more` of the Gateway `edge`.
  fileprivate mutating func listenerSet(_ listeners: String) {
    gatewayObject(
      "ListenerSet", "shop", "more", #"{"parentRef":{"name":"edge"},"listeners":[\#(listeners)]}"#)
  }
}
