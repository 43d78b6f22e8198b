"""What is known of the demo before Django is: the accounts that anybody may use, and who waits for it."""

# The staff of the demo, and the password of all of them, which is public.
DOMAIN, PASSWORD = "demo.tanggap.test", "tanggap-demo"
# Set by `tanggap serve --demo` for the web processes. Not a TANGGAP_ name: nobody should set it by hand.
AWAITED = "_DEMO_AWAITED"
