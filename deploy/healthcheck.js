// Exits with 0 when the service in this container takes requests.
const url = `http://127.0.0.1:${process.env.OREBOOK_PORT}/health/ready`;
try {
  const answer = await fetch(url, { signal: AbortSignal.timeout(3_000) });
  process.exitCode = answer.ok ? 0 : 1;
  if (!answer.ok) console.error(await answer.text());
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
