internal import GRDB
internal import GatewayCore

/// The tables of a cache, as numbered migrations: a new one is added behind the others, and none is ever changed.
enum CacheSchema {
  /// Tells the file from databases of others: "cpgc".
  static let applicationID = 0x6370_6763

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 devices, changes and values") { try $0.execute(sql: first) }
    migrator.registerMigration("2 records that are marked") {
      try $0.execute(sql: "CREATE INDEX record_marked ON record (flags) WHERE flags <> 0")
    }
    migrator.registerMigration("3 what was noted, and pairs of an organization") { database in
      try database.execute(sql: noted)
      // A file that was never filled gets its indexes when it is.
      guard try Meta.time(database, .fullSync) != nil else { return }
      try database.execute(sql: pairsOfOrganizations)
    }
    return migrator
  }

  private static let first = """
    PRAGMA application_id = \(applicationID);

    -- What the cache belongs to and how its syncs stand.
    CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;

    -- What lists filter and sort by; times are milliseconds since 1970, or the text of what is no time.
    CREATE TABLE device (
      id INTEGER PRIMARY KEY, name TEXT, serial_number TEXT, uuid TEXT, customer_id TEXT, is_active INTEGER,
      status TEXT, status_change, type INTEGER, software_version TEXT, manufacturer TEXT, product_class TEXT,
      organization_id INTEGER, firmware_image INTEGER, location INTEGER, has_pending INTEGER, last_connection);

    -- How many devices share their values, as soon as a full sync has met all: what counts and summaries are made of.
    CREATE TABLE tally (
      organization_id, status, type, software_version, manufacturer, product_class, firmware_image, location, is_active,
      has_pending, devices INTEGER NOT NULL);
    CREATE INDEX tally_values ON tally (
      organization_id, type, software_version, status, location, is_active, has_pending, firmware_image, manufacturer,
      product_class);

    -- The whole record as JSON text, and a digest of it. flags: 1 = to be read again, 2 = missed by the last full sync.
    CREATE TABLE record (
      id INTEGER PRIMARY KEY, read_at INTEGER NOT NULL, flags INTEGER NOT NULL, known_since INTEGER NOT NULL,
      digest INTEGER NOT NULL, text TEXT NOT NULL);

    -- The folded words of a device's texts.
    CREATE VIRTUAL TABLE search USING fts5 (
      words, content = '', detail = none, columnsize = 0, tokenize = 'ascii', prefix = '1 2 3');

    -- Which words there are.
    CREATE VIRTUAL TABLE word USING fts5vocab (search, instance);

    CREATE TABLE change (
      number INTEGER PRIMARY KEY AUTOINCREMENT, device INTEGER NOT NULL, at INTEGER NOT NULL, field TEXT NOT NULL,
      was TEXT, became TEXT, source TEXT NOT NULL);
    CREATE INDEX change_device ON change (device, number);
    CREATE INDEX change_at ON change (at);

    CREATE TABLE parameter (
      device INTEGER NOT NULL, path TEXT NOT NULL, value TEXT, type TEXT, read_at INTEGER NOT NULL,
      PRIMARY KEY (device, path)) WITHOUT ROWID;

    -- The ids that a full sync under way has met, page by page.
    CREATE TABLE met (page INTEGER PRIMARY KEY, ids BLOB NOT NULL);
    """

  private static let noted = """
    -- When devices were marked or removed.
    CREATE TABLE noted (device INTEGER PRIMARY KEY, at INTEGER NOT NULL);
    """

  private static let pairsOfOrganizations = """
    CREATE INDEX device_organization_status ON device (organization_id, status);
    CREATE INDEX device_organization_change ON device (organization_id, status, status_change DESC);
    CREATE INDEX device_organization_type ON device (organization_id, type, name);
    CREATE INDEX device_organization_manufacturer ON device (organization_id, manufacturer, name);
    CREATE INDEX device_organization_location ON device (organization_id, location, last_connection DESC);
    """

  /// Columns that an index of what lists are sorted by has too: a list with a filter that many pass is read in its order,
  /// and who does not pass is left out without a look at the row.
  static let walkedFields: [DeviceField] = [
    .organizationID, .status, .type, .softwareVersion, .location, .isActive, .manufacturer, .productClass,
  ]
  private static let walked = walkedFields.map { "\($0.name)" }.joined(separator: ", ")

  /// The indexes that have them, by what they sort.
  static let walks: [DeviceField: String] = [
    .name: "device_name", .statusChange: "device_status_change", .lastConnection: "device_last_connection",
    .serialNumber: "device_serial_number",
  ]

  /// An index that gives the devices of one value in each of two fields in the order of a third.
  struct Pair {
    let index: String
    let fields: Set<DeviceField>
    let sort: DeviceField
    /// Whether the greatest value comes first.
    ///
    /// Those of one value lie by rising id, as lists have them, when it is read from its beginning and not from its end.
    let isDescending: Bool

    init(_ index: String, _ first: DeviceField, _ second: DeviceField, by sort: DeviceField, isDescending: Bool = false)
    {
      self.index = index
      fields = [first, second]
      self.sort = sort
      self.isDescending = isDescending
    }
  }

  static let pairs = [
    Pair("device_organization_status", .organizationID, .status, by: .id),
    Pair("device_organization_name", .organizationID, .status, by: .name),
    Pair("device_organization_change", .organizationID, .status, by: .statusChange, isDescending: true),
    Pair("device_organization_software", .organizationID, .softwareVersion, by: .name),
    Pair("device_organization_type", .organizationID, .type, by: .name),
    Pair("device_organization_manufacturer", .organizationID, .manufacturer, by: .name),
    Pair("device_organization_location", .organizationID, .location, by: .lastConnection, isDescending: true),
    Pair("device_type", .type, .status, by: .name),
    Pair("device_software", .softwareVersion, .status, by: .name),
  ]

  /// The columns of `tally`.
  static let tallied: [DeviceField] = [
    .organizationID, .status, .type, .softwareVersion, .manufacturer, .productClass, .firmwareImage, .location,
    .isActive, .hasPending,
  ]

  /// The indexes of `device`, made when the first full sync has filled it: sorting all rows once is cheaper than putting
  /// each in its place.
  static let indexes = [
    "device_name (name, \(walked))",
    "device_serial_number (serial_number)",
    "device_uuid (uuid)",
    "device_customer_id (customer_id)",
    "device_status_change (status_change, \(walked))",
    "device_last_connection (last_connection, \(walked))",
    "device_status (status, status_change)",
    "device_organization_name (organization_id, status, name)",
    "device_organization_software (organization_id, software_version, name)",
    "device_organization_status (organization_id, status)",
    "device_organization_change (organization_id, status, status_change DESC)",
    "device_organization_type (organization_id, type, name)",
    "device_organization_manufacturer (organization_id, manufacturer, name)",
    "device_organization_location (organization_id, location, last_connection DESC)",
    "device_type (type, status, name)",
    "device_software (software_version, status, name)",
    "device_product (manufacturer, product_class, software_version)",
    "device_firmware (firmware_image) WHERE firmware_image IS NOT NULL",
    "device_location (location) WHERE location IS NOT NULL",
    "device_pending (has_pending) WHERE has_pending = 1",
  ]

  static func hasIndexes(_ database: Database) throws -> Bool {
    let made = try Int.fetchOne(
      database, sql: "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'device'")
    return made == indexes.count
  }

  /// Counts all devices; from then on each that is written is counted in and out.
  static func makeTally(_ database: Database) throws {
    let columns = tallied.map { "\($0.name)" }.joined(separator: ", ")
    try database.execute(
      sql: """
        DELETE FROM tally;
        INSERT INTO tally (\(columns), devices) SELECT \(columns), count(*) FROM device GROUP BY \(columns)
        """)
  }

  static func make(_ index: String, _ database: Database) throws {
    let place = index.firstIndex(of: " ") ?? index.endIndex
    try database.execute(sql: "CREATE INDEX IF NOT EXISTS \(index[..<place]) ON device\(index[place...])")
  }
}
