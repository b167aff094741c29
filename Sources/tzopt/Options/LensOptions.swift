import ArgumentParser
import Problems

extension Noise.Place: ExpressibleByArgument {}

extension Noise: ExpressibleByArgument {
  public init?(argument: String) { self.init(reading: argument) }
}

/// How a problem is seen and measured.
struct LensOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: ArgumentHelp("Entries in units that differ by up to this factor.", valueName: "factor"))
  var scale: Double?

  @Flag(help: "Each tensor turned by random orthogonal matrices, one an axis.")
  var rotate = false

  @Flag(help: "The entries of each tensor in random order, axis by axis.")
  var permute = false

  @Option(parsing: .unconditional, help: ArgumentHelp("Start and minimum moved this far in a random direction.", valueName: "distance"))
  var shift: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Normal noise on every evaluation: a standard deviation, or a part of the size in %.", valueName: "0.1 or 5%"))
  var noise: Noise?

  @Option(help: ArgumentHelp("What --noise is on.", valueName: "place"))
  var noiseOn: Noise.Place?

  func validate() throws {
    if let scale, !(scale >= 1 && scale.isFinite) { throw ValidationError("--scale must be a number from 1 on, not \(scale).") }
    if let shift, !(shift >= 0 && shift.isFinite) { throw ValidationError("--shift must be a number from 0 on, not \(shift).") }
    if noiseOn != nil && noise == nil { throw ValidationError("--noise-on says where --noise is: give --noise, such as --noise 0.1.") }
  }

  var lenses: Lenses {
    var lenses = Lenses()
    lenses.scale = scale
    lenses.rotate = rotate
    lenses.permute = permute
    lenses.shift = shift
    return lenses
  }

  var measured: Noise? {
    guard var noise else { return nil }
    noise.place = noiseOn ?? .both
    return noise
  }
}
