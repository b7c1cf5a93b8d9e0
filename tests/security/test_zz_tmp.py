from factories import *
def test_probe(ana, admin, project):
    L = "a"*60_000
    page = client_of(admin); page.raise_request_exception=False
    rest = token_client(admin); rest.raise_request_exception=False
    p = f"/api/v4/projects/{project.pk}"
    for c, url in [(page, f"/-/projects?search={L}"),(page, f"/-/groups?search={L}"),(page,f"/-/admin/users?search={L}"),(page,f"/-/users/{L}"),
        (page,f"/{L}"),(page,f"/{L}/{L[:60000]}"),(page,f"/{L}/b/-/files"),(page, f"/groups/{L}/-/members"),(page,f"/wind-farm?search={L}"),
        (rest,f"/api/v4/projects?search={L}"),(rest,f"/api/v4/users?search={L}"),(rest,f"/api/v4/users?username={L}"),(rest,f"/api/v4/groups?search={L}"),
        (rest,f"/api/v4/personal_access_tokens?search={L}"),(rest,f"/api/v4/projects/{L}%2Fb"),(rest,f"/api/v4/namespaces?search={L}"),
        (rest,f"{p}/merge_requests?search={L}"),(rest,f"{p}/merge_requests?author_username={L}"),(rest,f"{p}/members?query={L}"),(rest,f"{p}/repository/branches?search={L}"),
        (rest,f"{p}/repository/branches/{L}"),(rest,f"{p}/repository/tags/{L}"),(rest,f"{p}/repository/files/{L}?ref=main"),(rest,f"{p}/repository/commits/{L}"),(rest,f"{p}/repository/commits?path={L}&ref_name=main"),
        (rest,f"{p}/protected_branches/{L}"),(rest,f"{p}/repository/tree?path={L}&ref={L}"),(rest,f"{p}/merge_requests?labels={L}&milestone={L}&source_branch={L}"),
        (page,f"/wind-farm/power-forecast/-/branches?search={L}"),(page,f"/wind-farm/power-forecast/-/tree/{L}"),(page,f"/wind-farm/power-forecast/-/compare/{L}...{L}"),(page,f"/wind-farm/power-forecast/-/archive/{L}.zip"),(page,f"/wind-farm/power-forecast/-/diff_file/{L}"),
        (page,f"/-/invitations/{L}"),(page,f"/-/password/reset/{L}/{L}"),(page,f"/-/profile/sessions/{L}/revoke")]:
        try:
            r = c.get(url)
            if r.status_code not in (200,404,400,405): print(r.status_code, url[:60])
            r = c.get(url.replace(L, "%00"))
            if r.status_code not in (200,404,400,405): print("NUL", r.status_code, url[:60])
            r = c.get(url.replace(L, "%ed%a0%80"))
            if r.status_code not in (200,404,400,405): print("SURR", r.status_code, url[:60])
        except Exception as e: print("EXC", type(e), url[:60])
    from django.test import Client
    a = Client(); a.raise_request_exception=False
    for f in ({"username":L,"password":"x"},):
        print("signin", a.post("/-/sign_in", f).status_code)
    print(a.post("/-/password/reset", {"email": L+"@x.org"}).status_code)
    import base64
    print("basic", Client(raise_request_exception=False, headers={"Authorization":"Basic "+base64.b64encode((L+":x").encode()).decode()}).get("/api/v4/user").status_code)
