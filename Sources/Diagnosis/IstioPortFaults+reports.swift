extension IstioPortFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "service-mesh-port-name", .service, .risk, "Port whose name tells no protocol",
        meaning:
          "Rules of sidecars for requests lead to the port, and neither its name nor its appProtocol "
          + "says that it speaks HTTP: Istio guesses, or treats it as plain TCP.",
        mend: "Name it http, grpc or https, alone or with a dash and more, or set appProtocol.")
    ]
  }
}
