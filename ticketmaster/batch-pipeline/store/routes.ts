import { send } from '@ticketmaster/common/http';
import { notFound, Problem } from '@ticketmaster/common/problem';
import { valid, validBody } from '@ticketmaster/common/validation';
import express, { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { type Files, sha256Of } from './files.ts';

const aDigest = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex');
const aPicture = z.strictObject({ sha256: aDigest });
const aName = z.strictObject({ key: aDigest });

/** Of a picture. bytes */
const MOST = 8 * 2 ** 20;
const raw = express.raw({ type: 'image/png', limit: MOST });
const json = express.json({ limit: '1kb' });

/** What is delivered never changes under its name: a cache may keep it for ever, and asks with ETag where it does not. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 *   PUT /pictures/{sha256}   201; 422 where the bytes are not those of the checksum · needs the token
 *   GET /pictures/{sha256}   200, 304, 404: as a CDN delivers it
 *   PUT /names/{key}         204 {sha256}; 404 where there is no such picture · needs the token
 *   GET /names/{key}         200 {sha256, bytes}, 404
 */
export function storeRoutes(files: Files, onlyUs: RequestHandler): Router {
  return Router()
    .put('/pictures/:sha256', onlyUs, raw, async (request, response) => {
      const { sha256 } = valid(aPicture, request.params);
      if (!Buffer.isBuffer(request.body)) throw new Problem(415, 'unsupported-media-type', 'send image/png');
      if (sha256Of(request.body) !== sha256)
        throw new Problem(422, 'wrong-checksum', 'these bytes are not those of the checksum; nothing was stored', {
          retryable: true,
        });
      await files.put(request.body);
      response.status(201).end();
    })
    .get('/pictures/:sha256', async (request, response) => {
      const { sha256 } = valid(aPicture, request.params);
      const bytes = await files.read(sha256);
      if (!bytes) throw notFound(`picture ${sha256}`);
      const etag = `"${sha256}"`;
      response.set({
        etag,
        'cache-control': FOR_EVER,
        'content-type': 'image/png',
        'x-content-type-options': 'nosniff',
      });
      if (request.get('if-none-match')?.includes(etag)) return void response.status(304).end();
      response.set('content-length', `${bytes.length}`).end(request.method === 'HEAD' ? undefined : bytes);
    })
    .put('/names/:key', onlyUs, json, async (request, response) => {
      const { key } = valid(aName, request.params);
      const { sha256 } = validBody(aPicture, request);
      if (!(await files.name(key, sha256))) throw notFound(`picture ${sha256}`);
      response.status(204).end();
    })
    .get('/names/:key', async (request, response) => {
      const { key } = valid(aName, request.params);
      const named = await files.named(key);
      if (!named) throw notFound(`a picture for ${key}`);
      send(response, 200, named, { 'cache-control': 'no-store' });
    });
}
