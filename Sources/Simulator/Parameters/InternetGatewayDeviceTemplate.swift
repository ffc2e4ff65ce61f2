/// The parameters of a generated device with an `InternetGatewayDevice.` root (TR-098), in the shape of real ones; the
/// lines are those of ``DeviceTemplate``.
enum InternetGatewayDeviceTemplate {
  static let text = """
    r string DeviceSummary InternetGatewayDevice:1.4[](Baseline:1, EthernetLAN:1, WiFiLAN:2, Time:1)
    r unsignedInt LANDeviceNumberOfEntries 1
    r unsignedInt WANDeviceNumberOfEntries 1
    r string DeviceInfo.Manufacturer $manufacturer
    r string DeviceInfo.ManufacturerOUI $oui
    r string DeviceInfo.ModelName $class
    r string DeviceInfo.ProductClass $class
    r string DeviceInfo.Description $manufacturer $class
    r string DeviceInfo.SerialNumber $serial
    r string DeviceInfo.HardwareVersion $hardware
    r string DeviceInfo.SoftwareVersion $software
    r string DeviceInfo.SpecVersion 1.0
    w string DeviceInfo.ProvisioningCode
    r unsignedInt DeviceInfo.UpTime $uptime
    r dateTime DeviceInfo.FirstUseDate $created
    r string DeviceInfo.DeviceLog
    w string ManagementServer.URL https://acs.example.net/cwmp
    w string ManagementServer.Username $user
    wh string ManagementServer.Password
    w boolean ManagementServer.PeriodicInformEnable true
    w unsignedInt ManagementServer.PeriodicInformInterval $interval
    w dateTime ManagementServer.PeriodicInformTime 0001-01-01T00:00:00Z
    r string ManagementServer.ParameterKey
    r string ManagementServer.ConnectionRequestURL http://$address:7547/$serial
    w string ManagementServer.ConnectionRequestUsername acs
    wh string ManagementServer.ConnectionRequestPassword
    w boolean ManagementServer.UpgradesManaged true
    w string Time.NTPServer1 ntp1.example.net
    w string Time.NTPServer2
    r dateTime Time.CurrentLocalTime $now
    w string Time.LocalTimeZone +00:00
    w string Time.LocalTimeZoneName UTC0
    w boolean Time.DaylightSavingsUsed false
    w boolean UserInterface.PasswordRequired true
    w string UserInterface.CurrentLanguage en
    w string Layer3Forwarding.DefaultConnectionService InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1
    r unsignedInt Layer3Forwarding.ForwardNumberOfEntries 0
    tw Layer3Forwarding.Forwarding.
    w boolean Layer3Forwarding.Forwarding.{i}.Enable false
    w string Layer3Forwarding.Forwarding.{i}.DestIPAddress
    w string Layer3Forwarding.Forwarding.{i}.DestSubnetMask
    w string Layer3Forwarding.Forwarding.{i}.GatewayIPAddress
    w string IPPingDiagnostics.DiagnosticsState None
    w string IPPingDiagnostics.Host
    w unsignedInt IPPingDiagnostics.NumberOfRepetitions 3
    r unsignedInt IPPingDiagnostics.SuccessCount 0
    r unsignedInt IPPingDiagnostics.AverageResponseTime 0
    t- LANDevice. 1
    r unsignedInt LANDevice.{i}.LANEthernetInterfaceNumberOfEntries 4
    r unsignedInt LANDevice.{i}.LANWLANConfigurationNumberOfEntries 2
    w boolean LANDevice.{i}.LANHostConfigManagement.DHCPServerEnable true
    w string LANDevice.{i}.LANHostConfigManagement.MinAddress 192.168.1.100
    w string LANDevice.{i}.LANHostConfigManagement.MaxAddress 192.168.1.199
    w string LANDevice.{i}.LANHostConfigManagement.SubnetMask 255.255.255.0
    w string LANDevice.{i}.LANHostConfigManagement.DNSServers 192.168.1.1
    w string LANDevice.{i}.LANHostConfigManagement.IPRouters 192.168.1.1
    w int LANDevice.{i}.LANHostConfigManagement.DHCPLeaseTime 86400
    t- LANDevice.{i}.LANEthernetInterfaceConfig. 1,2,3,4
    w boolean LANDevice.{i}.LANEthernetInterfaceConfig.{i}.Enable true
    r string LANDevice.{i}.LANEthernetInterfaceConfig.{i}.Status ?Up|Up|NoLink
    r string LANDevice.{i}.LANEthernetInterfaceConfig.{i}.MACAddress $mac
    w string LANDevice.{i}.LANEthernetInterfaceConfig.{i}.MaxBitRate Auto
    r unsignedInt LANDevice.{i}.LANEthernetInterfaceConfig.{i}.Stats.BytesSent $counter
    r unsignedInt LANDevice.{i}.LANEthernetInterfaceConfig.{i}.Stats.BytesReceived $counter
    tw LANDevice.{i}.WLANConfiguration. 1,2
    w boolean LANDevice.{i}.WLANConfiguration.{i}.Enable true
    r string LANDevice.{i}.WLANConfiguration.{i}.Status Up
    r string LANDevice.{i}.WLANConfiguration.{i}.BSSID $mac
    w string LANDevice.{i}.WLANConfiguration.{i}.SSID home-$number-$i
    w unsignedInt LANDevice.{i}.WLANConfiguration.{i}.Channel ?1|6|11|36
    w boolean LANDevice.{i}.WLANConfiguration.{i}.AutoChannelEnable true
    w string LANDevice.{i}.WLANConfiguration.{i}.BeaconType WPAand11i
    wh string LANDevice.{i}.WLANConfiguration.{i}.KeyPassphrase
    r string LANDevice.{i}.WLANConfiguration.{i}.Standard ?n|ac
    w boolean LANDevice.{i}.WLANConfiguration.{i}.SSIDAdvertisementEnabled true
    r unsignedInt LANDevice.{i}.WLANConfiguration.{i}.TotalBytesSent $counter
    r unsignedInt LANDevice.{i}.WLANConfiguration.{i}.TotalAssociations 1
    t- LANDevice.{i}.WLANConfiguration.{i}.AssociatedDevice. 1
    r string LANDevice.{i}.WLANConfiguration.{i}.AssociatedDevice.{i}.AssociatedDeviceMACAddress $mac
    r string LANDevice.{i}.WLANConfiguration.{i}.AssociatedDevice.{i}.AssociatedDeviceIPAddress 192.168.1.12$i
    t- LANDevice.{i}.Hosts.Host. 1,2,4
    r unsignedInt LANDevice.{i}.Hosts.HostNumberOfEntries 3
    r string LANDevice.{i}.Hosts.Host.{i}.IPAddress 192.168.1.10$i
    r string LANDevice.{i}.Hosts.Host.{i}.MACAddress $mac
    r string LANDevice.{i}.Hosts.Host.{i}.HostName host-$i
    r string LANDevice.{i}.Hosts.Host.{i}.InterfaceType ?Ethernet|802.11
    r boolean LANDevice.{i}.Hosts.Host.{i}.Active ?true|true|false
    t- WANDevice. 1
    r unsignedInt WANDevice.{i}.WANConnectionNumberOfEntries 1
    w boolean WANDevice.{i}.WANCommonInterfaceConfig.EnabledForInternet true
    r string WANDevice.{i}.WANCommonInterfaceConfig.WANAccessType ?DSL|Ethernet
    r unsignedInt WANDevice.{i}.WANCommonInterfaceConfig.Layer1DownstreamMaxBitRate ?50000000|100000000
    r unsignedInt WANDevice.{i}.WANCommonInterfaceConfig.TotalBytesSent $counter
    r unsignedInt WANDevice.{i}.WANCommonInterfaceConfig.TotalBytesReceived $counter
    tw WANDevice.{i}.WANConnectionDevice. 1
    r unsignedInt WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnectionNumberOfEntries 1
    r unsignedInt WANDevice.{i}.WANConnectionDevice.{i}.WANPPPConnectionNumberOfEntries 0
    tw WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection. 1
    w boolean WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.Enable true
    r string WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.ConnectionStatus Connected
    w string WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.ConnectionType IP_Routed
    w string WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.Name wan$i
    w string WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.AddressingType DHCP
    w string WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.ExternalIPAddress $address
    w boolean WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.NATEnabled true
    r string WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.MACAddress $mac
    r unsignedInt WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.Uptime $uptime
    r unsignedInt WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.PortMappingNumberOfEntries 1
    tw WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.PortMapping. 3
    w boolean WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.PortMapping.{i}.PortMappingEnabled true
    w unsignedInt WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.PortMapping.{i}.ExternalPort 808$i
    w unsignedInt WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.PortMapping.{i}.InternalPort 80
    w string WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.PortMapping.{i}.PortMappingProtocol TCP
    w string WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.PortMapping.{i}.InternalClient 192.168.1.10$i
    w string WANDevice.{i}.WANConnectionDevice.{i}.WANIPConnection.{i}.PortMapping.{i}.PortMappingDescription
    tw WANDevice.{i}.WANConnectionDevice.{i}.WANPPPConnection.
    w boolean WANDevice.{i}.WANConnectionDevice.{i}.WANPPPConnection.{i}.Enable false
    w string WANDevice.{i}.WANConnectionDevice.{i}.WANPPPConnection.{i}.Username
    wh string WANDevice.{i}.WANConnectionDevice.{i}.WANPPPConnection.{i}.Password
    w string X_EXAMPLE-COM_Support.Contact
    w boolean X_EXAMPLE-COM_Support.LEDs true
    """
}
