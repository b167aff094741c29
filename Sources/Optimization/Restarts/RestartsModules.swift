/// The family's modules in the order of listing.
let restartModules: [Module.Type] = [RestartEvery.self, RestartOnStuck.self, PowellRestart.self, BirginMartinezRestart.self]
