/** The classifier of clicks. Pure functions, except that `RecentClients` counts in memory. docs/clicks.md describes it. */
export { addressHash, addressTag, idHash, parseAddress, type ParsedAddress } from './addresses';
export { agentClass } from './agents';
export { builtInNetworks } from './built-in-networks';
export type { Delivery, DeliveryRequest, JudgeOptions } from './delivery';
export { EvidenceMaker, type SeenRequest } from './evidence';
export { EVIDENCE_HEADERS, HEADER, headerFacts, type EvidenceHeader, type HeaderReader } from './header-facts';
export { judge, judgeAsTheyCame, judgeLast } from './judge';
export { NetworkFile, Networks, type Network, type NetworkScope } from './networks';
export { RecentClients, countClass } from './recent-clients';
export { CLASSIFIER_VERSION } from './weights';
