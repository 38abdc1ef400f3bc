/// Self-signed certificates for tests only; their keys were thrown away.
///
/// Made with `openssl ca -selfsign`, with `-startdate`, `-enddate` and `subjectAltName`.
package enum TestCertificate {
  /// Of `shop.local` and every name of one label below, until 2099.
  package static let shop = """
    -----BEGIN CERTIFICATE-----
    MIIBpzCCAU2gAwIBAgIBATAKBggqhkjOPQQDAjAxMRMwEQYDVQQDDApzaG9wLmxv
    Y2FsMRowGAYDVQQKDBFTbHVpY2UgdGVzdHMgb25seTAgFw0yMDAxMDEwMDAwMDBa
    GA8yMDk5MTIzMTIzNTk1OVowMTETMBEGA1UEAwwKc2hvcC5sb2NhbDEaMBgGA1UE
    CgwRU2x1aWNlIHRlc3RzIG9ubHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARo
    e/ExEi9SyqR2bC0Lamg0ZgJuaMcot5jjkN5fs2SriAOEO9J9NEDcSqfdVu362feb
    zzPlaJ4J99LUaYOZs5gzo1QwUjAMBgNVHRMBAf8EAjAAMCMGA1UdEQQcMBqCCnNo
    b3AubG9jYWyCDCouc2hvcC5sb2NhbDAdBgNVHQ4EFgQUY5NFa7V48q/weqTyAw8b
    OXyvfzgwCgYIKoZIzj0EAwIDSAAwRQIgdRVvWCtdBnSCQXjPprSfxFrwTQvpfe3P
    dLDvXb9J6X8CIQCqyr61Z6nwD+V7h/NzvgQ8gkRtVZsh3ftSmftRUT8BOQ==
    -----END CERTIFICATE-----
    """

  /// Of `shop.local`, ended on 2021-01-01.
  package static let expired = """
    -----BEGIN CERTIFICATE-----
    MIIBYDCCAQWgAwIBAgIBATAKBggqhkjOPQQDAjAVMRMwEQYDVQQDDApzaG9wLmxv
    Y2FsMB4XDTIwMDEwMTAwMDAwMFoXDTIxMDEwMTAwMDAwMFowFTETMBEGA1UEAwwK
    c2hvcC5sb2NhbDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEWnL1W/vcbMfHO8
    1La850WuAkn/peA0Cp/voQMhLDuyyPKqS/ibLEl8dHrATdGUwwbZGoFy2COtORKm
    FFJe0TejRjBEMAwGA1UdEwEB/wQCMAAwFQYDVR0RBA4wDIIKc2hvcC5sb2NhbDAd
    BgNVHQ4EFgQUDrnL2HJFol+SJcyq17lSghSaN5EwCgYIKoZIzj0EAwIDSQAwRgIh
    AKX6enwYpG8GhDFZkWb6r2PO0uiE1unqeYFzddkYrwylAiEAkG2nXd5eIQEWKjz9
    arN4SVlHdlAjY65dKcpO8wAeApw=
    -----END CERTIFICATE-----
    """

  /// Of `shop.local`, from 2080-01-01 on.
  package static let future = """
    -----BEGIN CERTIFICATE-----
    MIIBZDCCAQmgAwIBAgIBATAKBggqhkjOPQQDAjAVMRMwEQYDVQQDDApzaG9wLmxv
    Y2FsMCIYDzIwODAwMTAxMDAwMDAwWhgPMjA5OTEyMzEyMzU5NTlaMBUxEzARBgNV
    BAMMCnNob3AubG9jYWwwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARDijtJC+DL
    akzt6Ppego8ovAta76W9Q0QGINW7w2if5BmUb1zg1BJ2zK4lSuoH8p72xxDSrXPy
    lHOneMLdJfDFo0YwRDAMBgNVHRMBAf8EAjAAMBUGA1UdEQQOMAyCCnNob3AubG9j
    YWwwHQYDVR0OBBYEFNj7nKQa2T5IOwf4V3jv28LhKcqxMAoGCCqGSM49BAMCA0kA
    MEYCIQC1NZCb4m59hNrYVWe2g6Kge1Z+LgMSfn3WJdRJOg5SMwIhAKZR+pTzP7mC
    iGUJM2nVrw05vSeZGudFZgRQSpjPKnCt
    -----END CERTIFICATE-----
    """

  /// Of `shop.local`, until 2026-06-07T12:00:00Z.
  package static let ending = """
    -----BEGIN CERTIFICATE-----
    MIIBXzCCAQWgAwIBAgIBATAKBggqhkjOPQQDAjAVMRMwEQYDVQQDDApzaG9wLmxv
    Y2FsMB4XDTI2MDEwMTAwMDAwMFoXDTI2MDYwNzEyMDAwMFowFTETMBEGA1UEAwwK
    c2hvcC5sb2NhbDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCRiTdsfpa+Eze4L
    zJd8F3kT0RUGgB1xcpv5ocmqb6oflN4tT2DFbqRybRDu4GQ/oUBkyhXrt7741Iaz
    SsrsGQWjRjBEMAwGA1UdEwEB/wQCMAAwFQYDVR0RBA4wDIIKc2hvcC5sb2NhbDAd
    BgNVHQ4EFgQUIgczcRPiyYrxO2AFbn+G3Uu/TtowCgYIKoZIzj0EAwIDSAAwRQIg
    DX3osZ/+SqVZFKDskokUjTLx04579AFubKj/A/fhZ2wCIQCSkeMReVQhLkab+cpm
    NWMI4eEjpcIOmYawNdUVBd3sDg==
    -----END CERTIFICATE-----
    """

  /// Of `other.local` and two addresses, until 2099.
  package static let other = """
    -----BEGIN CERTIFICATE-----
    MIIBezCCASKgAwIBAgIBATAKBggqhkjOPQQDAjAWMRQwEgYDVQQDDAtvdGhlci5s
    b2NhbDAgFw0yMDAxMDEwMDAwMDBaGA8yMDk5MTIzMTIzNTk1OVowFjEUMBIGA1UE
    AwwLb3RoZXIubG9jYWwwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASlhEIL3sDd
    XI3XKE11fFEUwYlfTZOCmPi8znQYxRiPPl+6QOiGtWwXsbk7CBc/vZo95Yw9pKgJ
    zJ/RU4owOGkfo18wXTAMBgNVHRMBAf8EAjAAMC4GA1UdEQQnMCWCC290aGVyLmxv
    Y2FshwTAAAIHhxAgAQ24AAAAAAAAAAAAAAABMB0GA1UdDgQWBBTmEEqar6XUim2F
    h8gmEYjpSpmhYTAKBggqhkjOPQQDAgNHADBEAiBsBc5QU1SWVjkTMHHYDZbEkWVg
    Hc+4j+KGnC+W+jxEVgIgPv+9bOlFOmiVFbBeHb50pIFCREtqSvAZp+7y+V30RLg=
    -----END CERTIFICATE-----
    """

  /// Without alternative names; its common name is `shop.local`.
  package static let nameless = """
    -----BEGIN CERTIFICATE-----
    MIIBSDCB8KADAgECAgEBMAoGCCqGSM49BAMCMBUxEzARBgNVBAMMCnNob3AubG9j
    YWwwIBcNMjAwMTAxMDAwMDAwWhgPMjA5OTEyMzEyMzU5NTlaMBUxEzARBgNVBAMM
    CnNob3AubG9jYWwwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASO6l4GZlIH2NR/
    sE1uX0Eci61Zf7B7jlTba/0wJBfbfg4skhz/rtyE9kB8CGNFJv2hQEn2DVJ0P6k0
    qlIMvpoMoy8wLTAMBgNVHRMBAf8EAjAAMB0GA1UdDgQWBBRAs1t0XebgwbFXchn8
    jtK313cRkTAKBggqhkjOPQQDAgNHADBEAiAlr83te6qmYd684uYH4Mj/gYVH3k2p
    lhBgKcYq/rufTAIgEp6tqr5vhCelfek94PC9K63qKkLPY4dRBsSFSCEepMY=
    -----END CERTIFICATE-----
    """
}
