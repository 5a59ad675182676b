import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Describes the API at `/api/docs`, for people, and `/api/docs-json`, for programs. Made when somebody first asks. */
export function serveOpenApi(app: NestFastifyApplication): void {
  const about = new DocumentBuilder()
    .setTitle('Linkflow')
    .setDescription(
      'What a click on a tracked link shall do. Sign in with POST /api/session; errors are problem JSON with a code.',
    )
    .setVersion('1')
    .addCookieAuth('lf_session')
    .build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, about), {
    jsonDocumentUrl: 'api/docs-json',
    yamlDocumentUrl: 'api/docs-yaml',
  });
}
