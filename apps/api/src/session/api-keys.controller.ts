import { controllerOf } from '../http/route';
import { ApiKeys } from './api-keys.service';

export const ApiKeysController = controllerOf('apiKeys', [ApiKeys], (keys) => ({
  list: ({ user }) => keys.list(user),
  create: ({ user, body }) => keys.create(user, body),
  revoke: ({ user, params }) => keys.revoke(params.id, user),
}));
