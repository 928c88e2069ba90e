import Link from "next/link";

export default function NotFound() {
  return (
    <main className="centered">
      <h1>Nothing here</h1>
      <p>This page does not exist.</p>
      <Link className="button primary" href="/">
        To your tasks
      </Link>
    </main>
  );
}
