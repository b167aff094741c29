import Testing

/// What `tzopt problems NAME` prints, as a process.
@Suite struct ProblemPageTests {
  /// All that the declaration knows is there, and a picture that fits.
  @Test(arguments: [60, 80, 120]) func aPageHasItAll(_ columns: Int) throws {
    let page = try tzopt(["problems", "beale"], environment: ["COLUMNS": "\(columns)"])
    #expect(page.status == 0 && page.lines.allSatisfy { $0.count <= columns })
    #expect(page.lines[0] == "beale  (classic, mgh)")
    for part in ["(1.5 - x1 (1 - x2))^2", "start      (1, 1), where f = 14.20312", "minimum    0 at (3, 0.5)", "least-squares", "Beale (1958)"] {
      #expect(page.out.contains(part), "\(part)")
    }
    #expect(page.out.contains("level lines at f = ") && page.out.contains("●") && page.out.contains("×"))
    #expect(!page.out.contains("\u{1B}"))
  }

  @Test func severalMinimizersAreListedBelowEachOther() throws {
    let page = try tzopt(["problems", "shubert"]).lines
    let first = try #require(page.firstIndex { $0.contains("minimum") })
    #expect(page[first].hasSuffix("-186.7309088310238 at"))
    #expect(page[first + 1].hasSuffix(" (-7.708313735499347, -7.0835064076515595)") && page[first + 7].hasSuffix(" and 12 more"))
  }

  @Test func aliasesAndDomains() throws {
    let page = try tzopt(["problems", "six-hump-camel"]).out
    #expect(page.hasPrefix("camel6  (classic)") && page.contains("x1 from -3 to 3, x2 from -2 to 2"))
    #expect(try tzopt(["problems", "adjiman"]).out.contains("-2.021806783359787 in the domain at (2, 0.1057834694517169)"))
  }

  /// One entry: the curve. More than two: no picture.
  @Test func otherDimensions() throws {
    let curve = try tzopt(["problems", "forrester"], environment: ["COLUMNS": "70"])
    #expect(curve.lines.allSatisfy { $0.count <= 70 } && curve.out.contains { $0 > "\u{2800}" && $0 < "\u{28FF}" })
    #expect(!(try tzopt(["problems", "hartmann6"]).out.contains("level line")))
  }

  /// A value below the known minimum, outside of the domain, is not called better than the minimum.
  @Test func aMinimumOfTheDomainIsCalledSo() throws {
    let report = try tzopt(["solve", "mccormick", "--chain", "lbfgs | strongwolfe"]).out
    #expect(report.contains("(the minimum in its domain is -1.913222955)"))
  }
}
