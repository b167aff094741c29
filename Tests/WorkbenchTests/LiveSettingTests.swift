import Optimization
import Problems
import Testing

@testable import Workbench

/// Any setting of any module may be changed while it runs: it goes on, or says what is wrong, with memory of whatever shape.
@Suite struct LiveSettingTests {
  /// Values of several kinds; those that a setting does not take are refused.
  static let values = ["3", "none"]

  @Test("Every setting, changed in a run", arguments: CheckpointTests.trials)
  func everySetting(_ trial: CheckpointTests.Trial) throws {
    for problem in ["mlp_toy", "rosenbrock dim=6"] {
      let session = TestSession()
      try session.run("problem \(problem)")
      guard let chain = trial.chains.first(where: { session.message("chain \($0)") == "no error" && session.message("step 4") == "no error" })
      else { continue }
      let places = SettingPlaces(chain).all.filter { $0.path.first?.first == "1" }
      let stand = session.stand
      for place in places {
        for value in Self.values + place.words(of: trial.module) {
          // What is refused leaves the run where it was; what is taken goes on.
          guard session.message("set \(place.text) = \(value)") == "no error" else {
            #expect(session.stand == stand)
            continue
          }
          _ = session.message("step 3")
          while session.session.script.contains("\nset "), session.message("undo") == "no error" {}
        }
      }
      #expect(session.stand == stand, "\(chain)")
      return
    }
  }
}

extension SettingPlace {
  /// The words that the setting takes.
  fileprivate func words(of module: String) -> [String] {
    guard let members = Registry.standard[module].map({ $0.init().members }), let i = members.settingNames.firstIndex(of: setting) else { return [] }
    return members.settings[i].words
  }
}
