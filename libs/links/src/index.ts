/** Tracked links: their tokens, folders, drafts and versions, the snapshots that clicks are answered from, and the clicks themselves. */
export { LinkTokens, TOKEN_LENGTH, type TokenSubject } from './tokens/link-tokens';
export {
  LinkKeysConfig,
  TOKEN_PURPOSES,
  deriveKeys,
  type TokenKey,
  type TokenPurpose,
} from './tokens/token-keys';
