// A page that came back in the other language is the answer to a form (ui/switching.py). It takes its own address again, so that
// Back and Reload open it as a page and do not ask whether the form may be sent once more.
{
  const address = new URL(location.href);
  address.searchParams.delete("typed");
  history.replaceState(null, "", address);
}
