/// The parameters of a generated device with a `Device.` root (TR-181), in the shape of real ones.
///
/// One line each: `t` and a table with the numbers of its rows, or the type of a parameter, its path and its value; `w`
/// stands for writable, of a table for rows that can be added and deleted. `{i}` is any row; what `$words` and `?choices`
/// mean is told by ``TemplateValue``.
enum DeviceTemplate {
  static let text = """
    r string RootDataModelVersion 2.15
    r unsignedInt InterfaceStackNumberOfEntries 3
    r string DeviceInfo.Manufacturer $manufacturer
    r string DeviceInfo.ManufacturerOUI $oui
    r string DeviceInfo.ModelName $class
    r string DeviceInfo.ProductClass $class
    r string DeviceInfo.Description $manufacturer $class
    r string DeviceInfo.SerialNumber $serial
    r string DeviceInfo.HardwareVersion $hardware
    r string DeviceInfo.SoftwareVersion $software
    w string DeviceInfo.ProvisioningCode
    r unsignedInt DeviceInfo.UpTime $uptime
    r dateTime DeviceInfo.FirstUseDate $created
    r unsignedInt DeviceInfo.MemoryStatus.Total ?262144|524288|1048576
    r unsignedInt DeviceInfo.MemoryStatus.Free ?98304|131072|201100
    r unsignedInt DeviceInfo.ProcessStatus.CPUUsage ?3|7|12|31
    w string ManagementServer.URL https://acs.example.net/cwmp
    w string ManagementServer.Username $user
    wh string ManagementServer.Password
    w boolean ManagementServer.EnableCWMP true
    w boolean ManagementServer.PeriodicInformEnable true
    w unsignedInt ManagementServer.PeriodicInformInterval $interval
    w dateTime ManagementServer.PeriodicInformTime 0001-01-01T00:00:00Z
    r string ManagementServer.ParameterKey
    r string ManagementServer.ConnectionRequestURL http://$address:7547/$serial
    w string ManagementServer.ConnectionRequestUsername acs
    wh string ManagementServer.ConnectionRequestPassword
    w boolean ManagementServer.UpgradesManaged true
    r boolean ManagementServer.AliasBasedAddressing false
    r boolean ManagementServer.InstanceWildcardsSupported false
    w boolean Time.Enable true
    r string Time.Status Synchronized
    w string Time.NTPServer1 ntp1.example.net
    w string Time.NTPServer2
    r dateTime Time.CurrentLocalTime $now
    w string Time.LocalTimeZone UTC0
    w boolean UserInterface.PasswordRequired true
    w string UserInterface.CurrentLanguage en
    t- Ethernet.Interface. 1,2,3,4
    r unsignedInt Ethernet.InterfaceNumberOfEntries 4
    w boolean Ethernet.Interface.{i}.Enable true
    r string Ethernet.Interface.{i}.Status ?Up|Up|Down
    w string Ethernet.Interface.{i}.Alias cpe-eth$i
    r string Ethernet.Interface.{i}.Name eth$i
    r string Ethernet.Interface.{i}.MACAddress $mac
    r boolean Ethernet.Interface.{i}.Upstream false
    w int Ethernet.Interface.{i}.MaxBitRate -1
    w string Ethernet.Interface.{i}.DuplexMode Auto
    r unsignedLong Ethernet.Interface.{i}.Stats.BytesSent $counter
    r unsignedLong Ethernet.Interface.{i}.Stats.BytesReceived $counter
    r unsignedLong Ethernet.Interface.{i}.Stats.PacketsSent $counter
    r unsignedInt Ethernet.Interface.{i}.Stats.ErrorsReceived ?0|0|0|17
    tw Ethernet.Link. 1,2
    r unsignedInt Ethernet.LinkNumberOfEntries 2
    w boolean Ethernet.Link.{i}.Enable true
    r string Ethernet.Link.{i}.Status Up
    w string Ethernet.Link.{i}.Alias cpe-link$i
    r string Ethernet.Link.{i}.Name link$i
    w string Ethernet.Link.{i}.LowerLayers Device.Ethernet.Interface.$i
    r string Ethernet.Link.{i}.MACAddress $mac
    t- WiFi.Radio. 1,2
    r unsignedInt WiFi.RadioNumberOfEntries 2
    w boolean WiFi.Radio.{i}.Enable true
    r string WiFi.Radio.{i}.Status Up
    w string WiFi.Radio.{i}.Alias cpe-radio$i
    r string WiFi.Radio.{i}.Name wlan$i
    r string WiFi.Radio.{i}.SupportedFrequencyBands 2.4GHz,5GHz
    w string WiFi.Radio.{i}.OperatingFrequencyBand ?2.4GHz|5GHz
    w string WiFi.Radio.{i}.OperatingStandards ?g,n|n,ax|ac,ax
    w unsignedInt WiFi.Radio.{i}.Channel ?1|6|11|36|44
    w boolean WiFi.Radio.{i}.AutoChannelEnable true
    w string WiFi.Radio.{i}.OperatingChannelBandwidth ?20MHz|40MHz|80MHz
    w int WiFi.Radio.{i}.TransmitPower 100
    w string WiFi.Radio.{i}.RegulatoryDomain US
    tw WiFi.SSID. 1,2,5
    r unsignedInt WiFi.SSIDNumberOfEntries 3
    w boolean WiFi.SSID.{i}.Enable true
    r string WiFi.SSID.{i}.Status Up
    w string WiFi.SSID.{i}.Alias cpe-ssid$i
    r string WiFi.SSID.{i}.Name wl$i
    w string WiFi.SSID.{i}.LowerLayers Device.WiFi.Radio.1
    r string WiFi.SSID.{i}.BSSID $mac
    w string WiFi.SSID.{i}.SSID home-$number-$i
    r unsignedLong WiFi.SSID.{i}.Stats.BytesSent $counter
    r unsignedLong WiFi.SSID.{i}.Stats.BytesReceived $counter
    tw WiFi.AccessPoint. 1,2,5
    r unsignedInt WiFi.AccessPointNumberOfEntries 3
    w boolean WiFi.AccessPoint.{i}.Enable true
    r string WiFi.AccessPoint.{i}.Status Enabled
    w string WiFi.AccessPoint.{i}.Alias cpe-ap$i
    w string WiFi.AccessPoint.{i}.SSIDReference Device.WiFi.SSID.$i
    w boolean WiFi.AccessPoint.{i}.SSIDAdvertisementEnabled true
    r string WiFi.AccessPoint.{i}.Security.ModesSupported None,WPA2-Personal,WPA3-Personal
    w string WiFi.AccessPoint.{i}.Security.ModeEnabled WPA2-Personal
    wh string WiFi.AccessPoint.{i}.Security.KeyPassphrase
    r unsignedInt WiFi.AccessPoint.{i}.AssociatedDeviceNumberOfEntries 2
    t- WiFi.AccessPoint.{i}.AssociatedDevice. 1,3
    r string WiFi.AccessPoint.{i}.AssociatedDevice.{i}.MACAddress $mac
    r boolean WiFi.AccessPoint.{i}.AssociatedDevice.{i}.Active ?true|false
    r int WiFi.AccessPoint.{i}.AssociatedDevice.{i}.SignalStrength ?-48|-57|-66|-71
    tw IP.Interface. 1,2
    r unsignedInt IP.InterfaceNumberOfEntries 2
    r boolean IP.IPv4Capable true
    w boolean IP.IPv6Enable true
    w boolean IP.Interface.{i}.Enable true
    r string IP.Interface.{i}.Status Up
    w string IP.Interface.{i}.Alias cpe-ip$i
    r string IP.Interface.{i}.Name ip$i
    r string IP.Interface.{i}.Type Normal
    w unsignedInt IP.Interface.{i}.MaxMTUSize 1500
    w string IP.Interface.{i}.LowerLayers Device.Ethernet.Link.$i
    r unsignedLong IP.Interface.{i}.Stats.BytesSent $counter
    r unsignedLong IP.Interface.{i}.Stats.BytesReceived $counter
    r unsignedInt IP.Interface.{i}.IPv4AddressNumberOfEntries 1
    tw IP.Interface.{i}.IPv4Address. 1
    w boolean IP.Interface.{i}.IPv4Address.{i}.Enable true
    r string IP.Interface.{i}.IPv4Address.{i}.Status Enabled
    w string IP.Interface.{i}.IPv4Address.{i}.IPAddress $address
    w string IP.Interface.{i}.IPv4Address.{i}.SubnetMask 255.255.255.0
    r string IP.Interface.{i}.IPv4Address.{i}.AddressingType ?DHCP|Static
    w string IP.Diagnostics.IPPing.DiagnosticsState None
    w string IP.Diagnostics.IPPing.Host
    w unsignedInt IP.Diagnostics.IPPing.NumberOfRepetitions 3
    w unsignedInt IP.Diagnostics.IPPing.Timeout 5000
    r unsignedInt IP.Diagnostics.IPPing.SuccessCount 0
    r unsignedInt IP.Diagnostics.IPPing.AverageResponseTime 0
    tw DHCPv4.Server.Pool. 1
    w boolean DHCPv4.Server.Enable true
    r unsignedInt DHCPv4.Server.PoolNumberOfEntries 1
    w boolean DHCPv4.Server.Pool.{i}.Enable true
    w string DHCPv4.Server.Pool.{i}.Interface Device.IP.Interface.2
    w string DHCPv4.Server.Pool.{i}.MinAddress 192.168.1.100
    w string DHCPv4.Server.Pool.{i}.MaxAddress 192.168.1.199
    w string DHCPv4.Server.Pool.{i}.SubnetMask 255.255.255.0
    w string DHCPv4.Server.Pool.{i}.DNSServers 192.168.1.1
    w int DHCPv4.Server.Pool.{i}.LeaseTime 86400
    tw DNS.Client.Server. 1,2
    w boolean DNS.Client.Enable true
    r unsignedInt DNS.Client.ServerNumberOfEntries 2
    w boolean DNS.Client.Server.{i}.Enable true
    r string DNS.Client.Server.{i}.Status Enabled
    w string DNS.Client.Server.{i}.DNSServer 203.0.113.$i
    r string DNS.Client.Server.{i}.Type DHCPv4
    tw NAT.InterfaceSetting. 1
    r unsignedInt NAT.InterfaceSettingNumberOfEntries 1
    w boolean NAT.InterfaceSetting.{i}.Enable true
    w string NAT.InterfaceSetting.{i}.Interface Device.IP.Interface.1
    tw NAT.PortMapping. 2,7
    r unsignedInt NAT.PortMappingNumberOfEntries 2
    w boolean NAT.PortMapping.{i}.Enable true
    w string NAT.PortMapping.{i}.Alias cpe-map$i
    w string NAT.PortMapping.{i}.Interface Device.IP.Interface.1
    w string NAT.PortMapping.{i}.RemoteHost
    w unsignedInt NAT.PortMapping.{i}.ExternalPort 808$i
    w unsignedInt NAT.PortMapping.{i}.InternalPort 80
    w string NAT.PortMapping.{i}.Protocol TCP
    w string NAT.PortMapping.{i}.InternalClient 192.168.1.10$i
    w string NAT.PortMapping.{i}.Description
    tw Routing.Router. 1
    r unsignedInt Routing.RouterNumberOfEntries 1
    w boolean Routing.Router.{i}.Enable true
    tw Routing.Router.{i}.IPv4Forwarding.
    r unsignedInt Routing.Router.{i}.IPv4ForwardingNumberOfEntries 0
    w boolean Routing.Router.{i}.IPv4Forwarding.{i}.Enable false
    w string Routing.Router.{i}.IPv4Forwarding.{i}.DestIPAddress
    w string Routing.Router.{i}.IPv4Forwarding.{i}.DestSubnetMask
    w string Routing.Router.{i}.IPv4Forwarding.{i}.GatewayIPAddress
    w int Routing.Router.{i}.IPv4Forwarding.{i}.ForwardingMetric -1
    t- Hosts.Host. 1,2,4
    r unsignedInt Hosts.HostNumberOfEntries 3
    r string Hosts.Host.{i}.PhysAddress $mac
    r string Hosts.Host.{i}.IPAddress 192.168.1.10$i
    r string Hosts.Host.{i}.HostName host-$i
    r boolean Hosts.Host.{i}.Active ?true|true|false
    w boolean Firewall.Enable true
    w string Firewall.Config ?High|Low
    t- InterfaceStack. 1,2,3
    r string InterfaceStack.{i}.HigherLayer Device.IP.Interface.1
    r string InterfaceStack.{i}.LowerLayer Device.Ethernet.Link.1
    w string X_EXAMPLE-COM_Support.Contact
    w boolean X_EXAMPLE-COM_Support.LEDs true
    """
}
