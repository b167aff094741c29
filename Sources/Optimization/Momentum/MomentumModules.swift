/// The family's modules in the order of listing.
let momentumModules: [Module.Type] = [EMA.self, HeavyBall.self, NAG.self, Cautious.self]
