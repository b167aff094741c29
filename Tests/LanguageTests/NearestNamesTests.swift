import Language
import Testing

@Suite struct NearestNamesTests {
  static let modules = ["adam", "adamax", "adagrad", "lbfgs", "strongwolfe", "lr", "mul", "add", "sophiah", "polakribiere",
  "rosenbrock"]

  /// What was probably meant is offered; what is far from everything offers nothing.
  @Test(arguments: [
    ("strongwolf", ["strongwolfe"]), ("Strong_Wolf", ["strongwolfe"]), ("adm", ["adam", "add"]), ("adma", ["adam"]),
    ("lbgfs", ["lbfgs"]),
    ("rosen", ["rosenbrock"]), ("polak-ribere", ["polakribiere"]), ("zzz", []), ("", []), ("xy", []), ("LR", ["lr"]),
    ("lrr", ["lr"]),
  ])
  func finds(_ name: String, _ expected: [String]) {
    #expect(nearestNames(to: name, in: Self.modules) == expected)
  }

  @Test func keepsToItsLimit() {
    #expect(nearestNames(to: "adam0", in: (1...9).map { "adam\($0)" }).count == 3)
    #expect(nearestNames(to: "adam0", in: (1...9).map { "adam\($0)" }, limit: 1) == ["adam1"])
    #expect(nearestNames(to: "adam", in: ["adam"], limit: 0) == [])
    #expect(nearestNames(to: String(repeating: "a", count: 1_000_000), in: Self.modules) == [])
  }

  @Test func asks() {
    #expect(didYouMean("strongwolf", in: Self.modules) == "did you mean 'strongwolfe'?")
    #expect(didYouMean("adm", in: Self.modules) == "did you mean 'adam' or 'add'?")
    #expect(didYouMean("zzz", in: Self.modules) == nil)
  }

  /// Case, `_` and `-` do not matter in names of modules.
  @Test func canonicalForm() {
    #expect(canonicalModuleName("Strong_Wolfe") == "strongwolfe")
    #expect(canonicalModuleName("sam-Adam") == "samadam")
  }
}
