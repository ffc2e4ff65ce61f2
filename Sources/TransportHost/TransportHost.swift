package import GatewayCore
internal import JSON
internal import Synchronization

/// Finds, checks, loads and calls transport modules.
///
/// Nothing is loaded before it is used, and nothing is unloaded.
package final class TransportHost: Sendable {
  private struct State {
    /// By real path.
    var modules: [String: LoadedModule] = [:]
    var builtIns: [String: any Transport] = [:]
    /// The deepest layers of a stack first.
    var instances: [ModuleInstance] = []
    var isClosed = false
  }

  private let places: ModulePlaces
  private let options: [TransportOption]
  private let environment: ModuleInstance.Environment
  private let state = Mutex(State())
  /// Seconds that all modules together have to close, and that one has.
  private static let longestClose = 1.5
  private static let longestCloseOfOne = 1.0

  /// - Parameters:
  ///   - grace: seconds beyond the time limit of a request after which the host itself ends it.
  ///   - log: called on any thread; it must not block.
  package init(
    places: ModulePlaces, options: [TransportOption] = [], grace: Double = 5,
    log: @escaping @Sendable (TransportLogLevel, String) -> Void
  ) {
    self.places = places
    self.options = options
    environment = ModuleInstance.Environment(watchdog: Watchdog(), grace: grace, log: log)
  }

  /// Puts a transport of the program itself at the bottom of the stacks of a scheme.
  package func register(scheme: String, transport: any Transport) {
    state.withLock { $0.builtIns[scheme] = transport }
  }

  /// Whether each scheme of a URL has a module, as far as that is known without loading one.
  /// - Throws: of kind `noModule`, with where was looked and which schemes there are.
  package func check(_ url: TransportURL) throws(TransportHostError) {
    _ = try layers(of: url)
  }

  /// The transport of a URL; its modules are loaded with the first request, and what is wrong with them fails that.
  package func open(_ url: TransportURL) throws(TransportHostError) -> any Transport {
    let layers = try layers(of: url)
    if layers.isEmpty, let transport = state.withLock({ $0.builtIns[url.scheme] }) { return transport }
    return TransportStack(url, self)
  }

  /// Every scheme and the module that serves it; nothing is loaded for it.
  package func list() -> [TransportListing] {
    let modules = state.withLock { $0.modules }
    return ModuleSource.all(in: places).map { source in listing(source, modules) }
      + places.manifests().compactMap { path, manifest in
        guard case .failure(let error) = manifest else { return nil }
        return TransportListing(
          scheme: nil, module: String(path.split(separator: "/").last ?? ""), version: nil, abi: nil, path: path,
          isLoaded: false, refusal: error.message)
      }
  }

  private func listing(_ source: ModuleSource, _ modules: [String: LoadedModule]) -> TransportListing {
    var refusal: String?
    var module: LoadedModule?
    do throws(TransportHostError) {
      module = modules[try realPath(of: source)]
    } catch {
      refusal = error.message
    }
    return TransportListing(
      scheme: source.scheme, module: module?.name ?? source.name, version: module?.version, abi: module?.abi,
      path: source.path, isLoaded: module != nil, refusal: refusal)
  }

  /// Loads every module to tell what it says of itself.
  package func describe() -> [ModuleDescription] {
    var (files, told): (Set<String>, [ModuleDescription]) = ([], [])
    let sources = ModuleSource.all(in: places)
    for source in sources where files.insert(source.file).inserted {
      do throws(TransportHostError) {
        let module = try load(source)
        told.append(
          ModuleDescription(
            module: module.name, version: module.version, abi: module.abi, path: module.path, schemes: module.schemes,
            wrapping: module.wrapping, options: module.options, refusal: nil))
      } catch {
        let schemes = sources.filter { $0.file == source.file }
        told.append(
          ModuleDescription(
            module: source.name, version: nil, abi: nil, path: source.path, schemes: schemes.map(\.scheme),
            wrapping: schemes.filter { $0.wraps == true }.map(\.scheme), options: [], refusal: error.message))
      }
    }
    return told
  }

  /// Ends everything that is open: what is in work is answered, and each module has a second to close.
  ///
  /// It blocks for as long as modules take, and never longer than one and a half seconds; no module is called after it
  /// but one that is left behind.
  package func close() {
    let instances = state.withLock { state in
      state.isClosed = true
      return state.instances
    }
    let end = MonotonicClock.deadline(inSeconds: TransportHost.longestClose)
    // From the top: what a layer writes or tells at its end may need the layers below.
    for instance in instances.reversed() {
      instance.close(by: min(end, MonotonicClock.deadline(inSeconds: TransportHost.longestCloseOfOne)))
    }
    environment.watchdog.end()
  }

  // MARK: Opening

  /// The sources of the modules of a URL, outermost first; a transport of the program at its end has none.
  private func layers(of url: TransportURL) throws(TransportHostError) -> [ModuleSource] {
    let sources = ModuleSource.all(in: places)
    let builtIns = state.withLock { $0.builtIns }
    var layers: [ModuleSource] = []
    for (index, scheme) in url.schemes.enumerated() {
      let isInnermost = index == url.layers.count
      if isInnermost, builtIns[scheme] != nil { break }
      guard let source = sources.first(where: { $0.scheme == scheme }) else {
        throw noModule(scheme, sources.map(\.scheme) + builtIns.keys.sorted())
      }
      if let wraps = source.wraps { try TransportHost.check(scheme, wraps: wraps, isInnermost: isInnermost) }
      guard source.path != nil else { throw notFound(source) }
      layers.append(source)
    }
    return layers
  }

  private static func check(_ scheme: String, wraps: Bool, isInnermost: Bool) throws(TransportHostError) {
    if wraps, isInnermost {
      throw TransportHostError(
        .invalidURL, "expected another scheme behind \(scheme), such as \(scheme)+https://control.example/api/v1")
    }
    if !wraps, !isInnermost {
      throw TransportHostError(
        .invalidURL, "expected nothing behind \"\(scheme)+\": \(scheme) sends requests itself and wraps no other scheme"
      )
    }
  }

  private func noModule(_ scheme: String, _ known: [String]) -> TransportHostError {
    let nearest = NearestName.of(scheme, among: known).map { "; did you mean \($0)?" } ?? ""
    let broken = places.manifests().compactMap { _, manifest in
      if case .failure(let error) = manifest { "; not taken: \(error.message)" } else { nil }
    }
    return TransportHostError(
      .noModule,
      "no module serves the scheme \(scheme); there are \(known.joined(separator: ", "))\(nearest); a module of your "
        + "own needs a manifest beside it in \(places.told)\(broken.joined())")
  }

  private func notFound(_ source: ModuleSource) -> TransportHostError {
    TransportHostError(
      .noModule,
      "the module of the scheme \(source.scheme), \(source.file), is not there: looked in \(places.told); install it "
        + "there, or say with --plugin-dir where it is")
  }

  private func realPath(of source: ModuleSource) throws(TransportHostError) -> String {
    guard let path = source.path else { throw notFound(source) }
    return try FileTrust.realPath(of: path)
  }

  /// The module of a source, loaded now when it is not yet.
  private func load(_ source: ModuleSource) throws(TransportHostError) -> LoadedModule {
    let path = try realPath(of: source)
    return try state.withLock { (state) throws(TransportHostError) in
      if let module = state.modules[path] { return module }
      let module = try LoadedModule(path: path)
      state.modules[path] = module
      return module
    }
  }

  /// Opens an instance of each layer, from the innermost.
  func openLayers(of url: TransportURL) throws(TransportHostError) -> any Transport {
    let sources = try layers(of: url)
    var modules: [LoadedModule] = []
    for (index, source) in sources.enumerated() {
      let module = try load(source)
      guard module.schemes.contains(source.scheme) else {
        throw TransportHostError(
          .refused,
          "\(module.path) is refused: it does not serve \(source.scheme), but \(module.schemes.joined(separator: ", "))"
            + "; put its manifest right")
      }
      try TransportHost.check(
        source.scheme, wraps: module.wrapping.contains(source.scheme), isInnermost: index == url.layers.count)
      modules.append(module)
    }
    try OptionCheck(options, ModuleSource.all(in: places).map(\.name)).check(modules)
    let bottom = state.withLock { $0.builtIns[url.scheme] }.map(BuiltInLayer.init)
    return try open(modules, url, over: sources.count == url.schemes.count ? nil : bottom)
  }

  private func open(
    _ modules: [LoadedModule], _ url: TransportURL, over bottom: BuiltInLayer?
  ) throws(TransportHostError) -> any Transport {
    var instances: [ModuleInstance] = []
    do throws(TransportHostError) {
      for (index, module) in modules.enumerated().reversed() {
        instances.append(
          try ModuleInstance(
            of: module, scheme: url.schemes[index], rest: url.rest(ofLayer: index), options: options,
            below: instances.last ?? bottom, in: environment))
      }
    } catch {
      close(instances)
      throw error
    }
    guard let top = instances.last, keep(instances) else {
      close(instances)
      throw TransportHostError(.refused, TransportFailure.sessionEnds.message)
    }
    return top
  }

  private func keep(_ instances: [ModuleInstance]) -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      state.instances += instances
      for instance in instances { environment.watchdog.watch(instance) }
      return true
    }
  }

  private func close(_ instances: [ModuleInstance]) {
    for instance in instances.reversed() {
      instance.close(by: MonotonicClock.deadline(inSeconds: TransportHost.longestCloseOfOne))
    }
  }
}
