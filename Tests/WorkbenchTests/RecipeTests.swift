import Foundation
import Language
import Optimization
import Problems
import RecipeLibrary
import Testing

@testable import Workbench

private let folder: String = {
  var path = #filePath
  for _ in 0..<3 { path = (path as NSString).deletingLastPathComponent }
  return path + "/Recipes"
}()

private let names: [String] = {
  let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  return files.filter { $0.hasSuffix(".chain") }.map { String($0.dropLast(6)) }.sorted()
}()

/// Problems for recipes that are made for something special; all others run on `ordinary`.
private let special: [String: (problems: [String], reason: String)] = [
  "gauss_newton": (["rosenbrock", "booth"], "needs residuals"),
  "gauss_newton_cg": (["rosenbrock", "mlp_toy"], "needs residuals"),
  "levenberg_marquardt": (["rosenbrock", "mlp_toy"], "needs residuals"),
  "natural_gradient": (["rosenbrock", "mlp_toy"], "needs residuals"),
  "polyak": (["rosenbrock", "booth"], "f_star is 0"),
  "muon": (["mlp_toy", "bilinear"], "made for matrices"),
  "centralized_sgd": (["mlp_toy", "bilinear"], "takes the mean out of a vector, and with it a part of its gradient"),
]
private let ordinary = ["mlp_toy", "logreg_toy"]

/// Recipes that must reach a gradient of 1e-8 on rosenbrock within 200 steps with the holes as they are.
private let precise = [
  "barzilai_borwein", "bfgs", "bfgs_trust_region", "cubic_newton", "dogleg_bfgs", "gauss_newton", "gauss_newton_cg", "lbfgs",
  "lbfgs_gradient_correction", "lbfgs_trust_region", "levenberg_marquardt", "lm_sr1", "lsr1_trust_region", "newton", "newton_cg",
  "nonlinear_cg", "nystrom_pcg", "online_lbfgs", "sr1_trust_region", "subspace_newton", "truncated_newton", "trust_region_newton",
]

/// The files of `Recipes/` are documented, complete, and optimize.
@Suite struct RecipeTests {
  private let folders = RecipeFolders([folder])

  @Test func thereAreManyAndTheToolHasThemAll() throws {
    #expect(names.count >= 40)
    #expect(RecipeLibrary.names == names, "Sources/RecipeLibrary/RecipeLibrary.swift lists the files of Recipes/")
    for name in names {
      let file = try readFile("\(folder)/\(name).chain")
      #expect(RecipeLibrary.text(name) == file, "\(name)")
    }
  }

  @Test(arguments: names)
  func isDocumented(_ name: String) throws {
    let recipe = try #require(folders.recipe(name))
    #expect(!recipe.title.isEmpty && !recipe.title.hasSuffix(".") && recipe.title.count <= 90)
    #expect(recipe.use.hasSuffix(".") && recipe.source.hasSuffix("."))
    // Each hole once, in the comment and in the chain, with one default.
    let written = holes(in: try Parser.parse(recipe.text))
    #expect(Set(written.map(\.name)) == Set(recipe.holes.map(\.name)))
    #expect(recipe.holes.count == Set(recipe.holes.map(\.name)).count)
    for hole in recipe.holes {
      #expect(!hole.meaning.isEmpty)
      let value = try #require(hole.value.flatMap { try? NumericExpression(try Parser.parse($0), variables: [], source: $0).constantValue })
      for use in written where use.name == hole.name { #expect(use.value == value, "\(hole.name)") }
    }
    for line in recipe.text.split(separator: "\n") { #expect(line.count <= 130) }
  }

  private func holes(in syntax: Syntax) -> [(name: String, value: Double?)] {
    switch syntax.kind {
    case .hole(let name, let value): [(name, value)]
    case .number, .string, .name: []
    case .call(_, _, let arguments), .recipe(_, _, let arguments): arguments.flatMap { holes(in: $0.value) }
    case .list(let items), .pipe(let items): items.flatMap(holes)
    case .unary(_, let operand): holes(in: operand)
    case .binary(_, let left, let right): holes(in: left) + holes(in: right)
    case .formula(let left, let right): holes(in: left) + holes(in: right)
    }
  }

  /// By name, holes at their defaults: f falls by a hundredth at least.
  @Test(arguments: names)
  func makesProgress(_ name: String) throws {
    let problems = special[name]?.problems ?? ordinary
    #expect(problems.count == 2)
    for problem in problems {
      let (start, report) = try run("@\(name)", on: problem, steps: 300)
      let fall = (start - report.best.f) / abs(start)
      #expect(fall >= 0.01, "\(problem): from \(start) to \(report.best.f), \(report.status.rawValue) \(report.reason)")
    }
  }

  @Test(arguments: precise)
  func converges(_ name: String) throws {
    let (_, report) = try run("@\(name)", on: "rosenbrock", steps: 200)
    #expect(report.status == .converged && report.f < 1e-15, "\(report.status.rawValue) after \(report.steps): \(report.reason)")
  }

  private func run(_ chain: String, on problem: String, steps: Int) throws -> (start: Double, report: RunReport) {
    let chain = try ChainReader.chain(chain, recipes: folders.source)
    let problem = try Catalogue.problem(problem)
    let start = try problem.function(leastSquares: chain.requirements.contains(.residuals)).value(at: problem.start)
    let solver = try Solver(chain, on: problem)
    solver.rules.maximalSteps = steps
    return (start, try solver.run())
  }

  // MARK: The comment

  @Test func sectionsAreReadInAnyShape() {
    let recipe = Recipe(
      "a",
      """

      #  Title: with a colon
      # Use: first
      #   second
      # Hole lr: to be filled
      #Hole b = 1/2: has a default,
      #  on two lines
      # Source: Someone, 2020: a book.

      lr(?lr)  # not documentation
        | mul(?b=0.5)

      """, path: nil)
    #expect(recipe.title == "Title: with a colon" && recipe.use == "first second" && recipe.source == "Someone, 2020: a book.")
    #expect(recipe.holes == [
      Recipe.Hole(name: "lr", value: nil, meaning: "to be filled"),
      Recipe.Hole(name: "b", value: "1/2", meaning: "has a default, on two lines"),
    ])
    #expect(recipe.chain == "lr(?lr)  # not documentation\n  | mul(?b=0.5)")
    #expect(Recipe("b", "sign", path: nil).chain == "sign")
    #expect(Recipe("c", "# only a comment", path: nil).chain == "")
    #expect(Recipe("d", "", path: nil).title == "")
  }

  @Test(arguments: ["", ".", "..", "../muon", "a/b", "muon.chain", "a b", "a\0"])
  func pathsAreNoNames(_ name: String) { #expect(folders.recipe(name) == nil) }
}
