internal import CExpat
internal import GatewayCore
