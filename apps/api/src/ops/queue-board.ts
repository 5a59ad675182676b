import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Role } from '@linkflow/contracts';
import { AppError, Log, toProblem } from '@linkflow/platform';
import { Queues } from '@linkflow/queues';
import type { FastifyRequest } from 'fastify';
import { policyWith } from '../http/security-headers';
import { AccessControl } from '../session/session.guard';

/** Path of the read-only board. */
const READ_PATH = '/api/ops/queues';
/** Path of the board on which jobs can be retried and promoted. */
const REPAIR_PATH = '/api/ops/queues/repair';

/** Allows the `base` element of the board's page, which contains the page's own address. */
const POLICY = policyWith({ 'base-uri': "'self'" });

/**
 * Bull Board, which shows the queues job by job. Ops and admins may read; on a second board admins may also retry and
 * promote jobs. Jobs cannot be changed or removed: until its clicks are recorded, a job is their only copy.
 */
export async function serveQueueBoard(app: NestFastifyApplication): Promise<void> {
  await serveBoard(app, { path: READ_PATH, roles: ['ops', 'admin'], readOnly: true });
  await serveBoard(app, { path: REPAIR_PATH, roles: ['admin'], readOnly: false });
}

interface Board {
  path: string;
  roles: readonly Role[];
  readOnly: boolean;
}

async function serveBoard(app: NestFastifyApplication, { path, roles, readOnly }: Board): Promise<void> {
  const access = app.get(AccessControl);
  const log = app.get(Log);
  const board = createBoard(app.get(Queues), path, readOnly);
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.register(
    async (scope) => {
      scope.addHook('onRequest', async (request, reply) => {
        void reply.header('content-security-policy', POLICY);
        try {
          access.refuseForgery(request);
          const { id: userId } = await access.authorize(request, reply, roles);
          if (isRead(request)) return;
          if (readOnly || !isRepair(request))
            throw new AppError('access.denied', 'Jobs cannot be changed or removed here.');
          log.info({ userId, method: request.method, url: request.url }, 'a user retries or promotes jobs');
        } catch (error) {
          // The error is answered here, because the board's error handler would replace the response.
          const { status, body } = toProblem(error, request.id);
          return reply.status(status).header('content-type', 'application/problem+json').send(body);
        }
      });
      await scope.register(board.registerPlugin());
    },
    { prefix: path },
  );
}

function createBoard(queues: Queues, path: string, readOnlyMode: boolean): FastifyAdapter {
  const serverAdapter = new FastifyAdapter().setBasePath(path);
  createBullBoard({
    queues: queues.all().map((queue) => new BullMQAdapter(queue, { readOnlyMode })),
    serverAdapter,
    options: {
      uiConfig: {
        boardTitle: 'Linkflow',
        hideDocsLink: true,
        miscLinks: [
          readOnlyMode
            ? { text: 'Retry jobs (admin)', url: REPAIR_PATH }
            : { text: 'Read only', url: READ_PATH },
          { text: 'Linkflow', url: '/' },
        ],
      },
    },
  });
  return serverAdapter;
}

const isRead = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD';

/** Routes that retry or promote one job or all jobs of a state. */
const REPAIR_ROUTE = /\/api\/queues\/:queueName\/(?::jobId\/)?(?:retry|promote)(?:\/:queueStatus)?$/;

const isRepair = ({ method, routeOptions: { url = '' } }: FastifyRequest): boolean =>
  method === 'PUT' && REPAIR_ROUTE.test(url);
