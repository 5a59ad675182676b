import type { Draw } from './draw';

/** An address as the server sees it. */
export interface Address {
  ip: string;
  asn: number;
  /** What published lists say about the network. */
  net_list: string;
}

/** A network, by the start of its addresses. The rest of each address is drawn. */
interface Network {
  asn: number;
  list: string;
  /** Starts of IPv4 (`84.208`) or IPv6 addresses (`2a01:79c:`). */
  starts: string[];
}

const unknown = (asn: number, ...starts: string[]): Network => ({ asn, list: 'unknown', starts });

/** Networks by name. Autonomous systems and ranges are those that registries and vendors publish; single addresses are made up. */
export const NETWORKS = {
  // Vendors that filter mail: learn.microsoft.com (endpoints of Exchange Online), campus.barracuda.com, and the vendors' ARIN and RIPE records.
  microsoftEop: {
    asn: 8075,
    list: 'microsoft-eop',
    starts: ['40.92.18', '40.93.76', '40.107.218', '52.101.132', '104.47.30', '2a01:111:f400:'],
  },
  // Safe Links was seen from these, too, but Windows 365 and Azure carry people as well (warmbly pull request 412).
  microsoftCloud: { asn: 8075, list: 'microsoft-cloud', starts: ['40.94', '20.72', '52.147', '13.94'] },
  barracuda: { asn: 15324, list: 'barracuda', starts: ['64.235.150', '209.222.82', '64.235.154'] },
  proofpoint: { asn: 22843, list: 'proofpoint', starts: ['67.231.152', '148.163.148'] },
  proofpointEurope: { asn: 52129, list: 'proofpoint', starts: ['185.132.181', '91.209.104'] },
  mimecast: { asn: 30031, list: 'mimecast', starts: ['207.211.30', '205.139.110'] },
  mimecastEurope: { asn: 39588, list: 'mimecast', starts: ['195.130.217', '185.58.85'] },
  cisco: { asn: 16417, list: 'cisco', starts: ['68.232.140', '184.94.240', '216.71.158'] },
  google: { asn: 15169, list: 'google', starts: ['66.249.84', '74.125.210'] },
  // Clouds where scanners run under their own agents (onetimesecret issue 359, suped.com).
  aws: { asn: 16509, list: 'aws', starts: ['3.94', '18.204', '54.175', '34.240'] },
  googleCloud: { asn: 396982, list: 'google-cloud', starts: ['34.89', '35.198'] },
  digitalOcean: { asn: 14061, list: 'hosting', starts: ['159.65', '138.68'] },
  ovh: { asn: 16276, list: 'hosting', starts: ['51.75', '54.37'] },
  hetzner: { asn: 24940, list: 'hosting', starts: ['95.216', '168.119'] },
  trendMicro: unknown(16880, '150.70.188', '54.219.191'),
  fortinet: unknown(40934, '208.91.114', '173.243.138'),
  cogent: unknown(174, '38.104', '154.54'),
  checkPoint: unknown(25046, '194.29.39', '62.90.71'),
  // Chat services run in these (api.slack.com/robots, opengraphplus.com/consumers/teams).
  facebook: unknown(32934, '173.252.87', '31.13.127'),
  // Providers of homes, offices and phones.
  telenor: unknown(2119, '84.208', '88.88', '2a01:79c:'),
  telia: unknown(3301, '213.64', '90.224', '2001:2002:'),
  comcast: unknown(7922, '73.162', '24.6', '2601:646:'),
  deutscheTelekom: unknown(3320, '79.192', '87.160', '2003:c7:'),
  vodafone: unknown(3209, '88.64', '95.90'),
  bt: unknown(2856, '86.128', '81.149', '2a00:23c4:'),
  orange: unknown(3215, '90.10', '86.204'),
  tmobile: unknown(21928, '172.56', '2607:fb90:'),
  telenorMobile: unknown(2119, '77.16', '46.15'),
  jio: unknown(55836, '49.36', '2409:4072:'),
  officeFibre: unknown(2116, '193.213', '195.159'),
  university: unknown(224, '129.240', '158.36'),
  // Shared exits that carry people: Private Relay's partners (blog.cloudflare.com/icloud-private-relay), VPNs, and web proxies of companies.
  relayCloudflare: { asn: 13335, list: 'apple-private-relay', starts: ['104.28.32', '2a09:bac3:'] },
  relayAkamai: { asn: 36183, list: 'apple-private-relay', starts: ['172.225.170', '2a02:26f7:'] },
  relayFastly: { asn: 54113, list: 'apple-private-relay', starts: ['146.75.170', '2a04:4e41:'] },
  vpnM247: { asn: 9009, list: 'vpn', starts: ['185.195.232', '89.44.10'] },
  vpnDatacamp: { asn: 60068, list: 'vpn', starts: ['37.19.200', '156.146.62'] },
  zscaler: { asn: 62044, list: 'zscaler', starts: ['165.225.80', '147.161.166'] },
  netskope: unknown(55256, '163.116.160', '8.36.116'),
  menlo: unknown(16509, '54.77', '13.56'),
  // For the outsiders (outsiders.ts), so that no rule was written with these in mind.
  altibox: unknown(29695, '92.220', '62.16', '2a01:799:'),
  verizon: unknown(701, '71.163', '108.28'),
  sky: unknown(5607, '90.192', '2a02:c7c:'),
  telefonica: unknown(3352, '80.24', '83.32'),
  iceMobile: { asn: 2116, list: 'mobile', starts: ['77.88.96', '178.74'] },
  vodafoneMobile: { asn: 25135, list: 'mobile', starts: ['92.40', '148.252'] },
  labelledHome: { asn: 6830, list: 'residential', starts: ['84.112', '77.56'] },
  headOffice: unknown(8896, '185.47.40', '91.90.40'),
  smallHoster: unknown(197540, '46.38.240', '185.163.116'),
  otherCloud: { asn: 14618, list: 'cloud', starts: ['44.204', '100.24'] },
  unlistedCloud: unknown(36352, '107.172.10', '23.94.20'),
  sophos: unknown(43376, '185.199.80', '193.86.90'),
  hornet: { asn: 24679, list: 'scanner', starts: ['94.100.132', '83.246.65'] },
  vpnMullvad: { asn: 39351, list: 'vpn', starts: ['185.213.154', '193.138.218'] },
  operaMini: unknown(39832, '82.145.210', '185.26.180'),
  netskopeListed: { asn: 55256, list: 'netskope', starts: ['163.116.176', '8.39.144'] },
} satisfies Record<string, Network>;

export type NetworkName = keyof typeof NETWORKS;

/** Draws an address of a network. */
export function addressIn(draw: Draw, name: NetworkName): Address {
  const { asn, list, starts } = NETWORKS[name];
  const start = draw.pick(starts);
  const ip = start.includes(':') ? v6(draw, start) : v4(draw, start);
  return { ip, asn, net_list: list };
}

/** The few addresses of each network that open the links of one mailing, the same for all recipients. */
export function addressPool(draw: Draw, size: number): (name: NetworkName) => Address {
  const pools = new Map<NetworkName, Address[]>();
  return (name) => {
    const pool = pools.get(name) ?? Array.from({ length: size }, () => addressIn(draw, name));
    pools.set(name, pool);
    return draw.pick(pool);
  };
}

/** Draws another address of the same network. Scanners of one delivery often use several, within one range. */
export function neighbourOf(draw: Draw, address: Address): Address {
  const { ip } = address;
  if (ip.includes(':')) return { ...address, ip: ip.replace(/[^:]+$/, hex(draw)) };
  return { ...address, ip: ip.replace(/\d+$/, `${draw.integer(1, 254)}`) };
}

function v4(draw: Draw, start: string): string {
  const parts = start.split('.');
  while (parts.length < 4) parts.push(`${draw.integer(1, 254)}`);
  return parts.join('.');
}

function v6(draw: Draw, start: string): string {
  const parts = start.split(':').filter((part) => part !== '');
  while (parts.length < 8) parts.push(hex(draw));
  return parts.join(':');
}

const hex = (draw: Draw): string => draw.integer(1, 0xffff).toString(16);
