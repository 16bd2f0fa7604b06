// Serves this page and the client on http://localhost:5173.
//   node serve.mjs --build       VESTIBULE_URL=http://localhost:8080 PORT=5173     --build: builds the client first
import { execSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';

const { VESTIBULE_URL = 'http://localhost:8080', PORT = '5173' } = process.env;
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript' };

if (process.argv.includes('--build')) execSync('npm ci && npm run build', { cwd: new URL('../../clients/typescript/', import.meta.url), stdio: 'inherit' });

createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  const file = pathname === '/' ? 'index.html' : pathname.replace(/^\/client\//, '../../clients/typescript/');
  if (pathname !== '/' && !/^\/client\/(dist|node_modules\/openapi-fetch)\/[\w./-]+\.m?js$/.test(pathname)) return response.writeHead(404).end();
  try {
    const text = await readFile(new URL(file, import.meta.url), 'utf8');
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)] }).end(text.replace('<html lang="en">', `<html lang="en" data-service="${VESTIBULE_URL}">`));
  } catch {
    response.writeHead(404).end('Build the client first: node serve.mjs --build');
  }
}).listen(Number(PORT), '127.0.0.1', () => console.log(`http://localhost:${PORT}`));
