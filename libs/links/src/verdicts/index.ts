/** The classifier of clicks. Pure functions, except that `EvidenceMaker` counts in memory. docs/clicks.md describes it. */
export { addressTag, idHash, parseAddress } from './addresses';
export { agentClass } from './agents';
export type { Delivery, DeliveryRequest, JudgeOptions } from './delivery';
export { EvidenceMaker, type SeenRequest } from './evidence';
export {
  EVIDENCE_HEADERS,
  HEADER,
  headerFacts,
  isPrefetch,
  type EvidenceHeader,
  type HeaderReader,
} from './header-facts';
export { SETTLE_SECONDS, judge, settlingMs } from './judge';
export { Networks, builtInNetworks, type Network, type NetworkScope } from './networks';
export { REACH } from './relations';
export { CLASSIFIER_VERSION } from './weights';
