/// The ids of the catalogue of faults (`faults.md`, section 1), by its sections and tiers.
///
/// Tier 1 are blockers and degradations of core objects and of the Gateway API, tier 2 risks and notes of the
/// same, tier 3 route CRDs and meshes.
enum CatalogueTable {
  struct Entry: Hashable, Sendable {
    let id: String
    let section: String
    let tier: Int
  }

  static let all: [Entry] = blocks.flatMap { block in
    block.ids.split(whereSeparator: \.isWhitespace).map {
      Entry(id: String($0), section: block.section, tier: block.tier)
    }
  }

  /// The ids of one tier.
  static func ids(ofTier tier: Int) -> Set<String> {
    Set(all.filter { $0.tier == tier }.map(\.id))
  }

  private static let blocks: [(section: String, tier: Int, ids: String)] = [
    (
      "1.1", 1,
      """
      url-host-not-served url-path-not-matched url-method-or-header-not-matched
      url-scheme-has-no-listener url-port-not-exposed dns-short-name-cross-namespace
      dns-service-unknown dns-cluster-dns-down dns-resolv-conf-wrong
      dns-public-record-mismatch dns-headless-hostname-missing
      """
    ),
    (
      "1.2", 1,
      """
      lb-address-pending lb-class-unclaimed lb-port-error lb-source-ranges-exclude-client
      etp-local-no-endpoint-on-node itp-local-no-endpoint-on-node nodeport-conflict-or-range
      node-not-ready-or-no-network
      """
    ),
    (
      "1.2", 2,
      """
      lb-nodeports-not-allocated nodeport-exposed lb-cost external-ip-ignored-or-deprecated
      """
    ),
    (
      "1.3", 1,
      """
      ingress-no-class ingress-class-not-found ingress-class-no-controller
      ingress-class-annotation-conflict ingress-controller-down ingress-no-address
      ingress-namespace-not-watched ingress-backend-service-missing
      ingress-backend-port-missing ingress-backend-port-unspecified
      ingress-backend-no-ready-endpoints ingress-backend-externalname-refused
      ingress-resource-backend-unsupported ingress-no-rules-no-default
      ingress-default-backend-broken ingress-tls-secret-missing ingress-tls-secret-malformed
      ingress-tls-cert-expired ingress-tls-cert-wrong-host ingress-duplicate-host-path
      ingress-path-invalid ingress-path-regex-in-prefix ingress-host-invalid
      ingress-wildcard-depth ingress-rewrite-without-capture
      ingress-annotation-removed-or-denied ingress-canary-without-primary
      ingress-backend-protocol-mismatch ingress-catch-all-refused
      ingress-cross-namespace-secret ingress-api-deprecated
      """
    ),
    (
      "1.3", 2,
      """
      ingress-multiple-default-classes ingress-backend-port-number
      ingress-tls-host-not-in-rules ingress-path-never-reached
      ingress-implementation-specific-ambiguous ingress-annotation-other-controller
      """
    ),
    (
      "1.4", 1,
      """
      gateway-class-not-found gateway-class-not-accepted gateway-not-accepted
      gateway-not-programmed gateway-client-cert-ref-invalid listener-duplicate
      listener-protocol-conflict listener-protocol-unsupported listener-port-unavailable
      listener-tls-missing-or-forbidden listener-cert-ref-invalid
      listener-cert-ref-not-permitted listener-ca-ref-invalid listener-route-kinds-invalid
      listener-allowed-selector-invalid listenerset-not-allowed route-parent-not-found
      route-parent-section-or-port-mismatch route-not-allowed-by-listener
      route-hostname-no-intersection route-backend-not-found route-backend-port-missing
      route-backend-ref-not-permitted route-backend-kind-unsupported
      route-backend-protocol-unsupported route-backend-no-endpoints route-backend-weights
      route-no-backend-no-filter route-filters-incompatible route-match-invalid
      route-partially-invalid route-no-status backend-tls-policy-invalid
      gateway-api-crd-too-old
      """
    ),
    (
      "1.4", 2,
      """
      gateway-class-unused listener-overlapping-tls listener-no-attached-routes
      route-rule-shadowed status-stale reference-grant-dangling policy-target-not-found
      """
    ),
    (
      "1.5", 3,
      """
      httpproxy-orphaned httpproxy-include-broken httpproxy-fqdn-missing-or-duplicate
      httpproxy-service-unresolved httpproxy-tls-invalid httpproxy-nothing-defined
      httpproxy-policy-invalid contour-listener-missing ingressroute-service-broken
      ingressroute-ref-broken ingressroute-empty-match vs-gateway-missing vs-gateway-internal
      vs-host-not-in-gateway vs-destination-missing vs-destination-port-required
      vs-subset-missing vs-host-conflict vs-rule-unreachable vs-jwt-claim-without-authn
      istio-gateway-no-workload istio-gateway-port-not-on-service istio-gateway-conflict
      dr-host-or-subset-unmatched dr-conflict-or-mtls-mismatch serviceentry-invalid
      export-to-hides
      """
    ),
    (
      "1.6", 1,
      """
      service-selector-matches-nothing service-selector-matches-other-namespace
      service-without-selector-or-endpoints service-port-not-defined
      service-target-port-name-missing service-target-port-protocol-mismatch
      service-target-port-quoted-number service-target-port-invalid
      service-ports-unnamed-or-duplicate service-multi-backend-port-skew
      service-selects-foreign-workload service-externalname-invalid service-headless-misuse
      statefulset-service-invalid service-ip-family-mismatch
      """
    ),
    (
      "1.6", 2,
      """
      service-target-port-not-declared service-port-by-number service-pods-declare-no-ports
      service-externalname-has-selector service-session-affinity-sticky
      service-publish-not-ready service-traffic-distribution service-single-endpoint
      """
    ),
    (
      "1.6", 3,
      """
      service-mesh-port-name service-mesh-waypoint-missing
      """
    ),
    (
      "1.7", 1,
      """
      endpoints-missing endpoints-none-ready endpoints-some-not-ready
      endpoints-only-terminating endpoints-port-absent endpointslice-port-name-mismatch
      endpoint-pod-on-missing-node endpoint-hairpin kube-proxy-not-programming
      """
    ),
    (
      "1.7", 2,
      """
      endpointslice-foreign-or-stale endpoint-hints-unusable
      """
    ),
    (
      "1.8", 1,
      """
      workload-scaled-to-zero workload-unavailable workload-selector-mismatch
      pod-unschedulable pod-image-pull pod-crash-loop pod-config-missing pod-init-stuck
      pod-not-ready-probe pod-readiness-gate pod-terminal pod-no-ip pod-terminating
      pod-host-port-conflict
      """
    ),
    (
      "1.8", 3,
      """
      pod-missing-sidecar
      """
    ),
    (
      "1.9", 1,
      """
      container-port-invalid-or-duplicate container-not-listening
      container-listens-on-localhost probe-named-port-missing probe-scheme-or-path-wrong
      """
    ),
    (
      "1.9", 2,
      """
      probe-port-not-exposed readiness-probe-missing probes-identical liveness-probe-missing
      """
    ),
    (
      "1.10", 1,
      """
      netpol-blocks-ingress netpol-blocks-egress netpol-blocks-dns
      netpol-blocks-ingress-controller netpol-peer-namespace-unmatched
      netpol-peer-pod-unmatched netpol-uses-service-port netpol-named-port-unmatched
      netpol-protocol-default-tcp netpol-invalid
      """
    ),
    (
      "1.10", 2,
      """
      netpol-blocks-kubelet-probe netpol-selects-nothing netpol-ipblock-unmatched
      netpol-policytypes-surprise netpol-and-or-confusion netpol-empty-selector-allows-all
      netpol-missing-namespace netpol-not-enforced pod-not-isolated
      """
    ),
    (
      "1.10", 3,
      """
      admin-policy-blocks cilium-policy-invalid calico-policy-invalid authz-policy-denies
      mtls-mode-mismatch ambient-waypoint-required sidecar-egress-scope
      """
    ),
  ]
}
